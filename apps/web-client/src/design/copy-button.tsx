import { Check, Copy } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useTranslations } from 'use-intl';
import { Button } from './button.tsx';

const SHOWN_MS = 1_500;

interface CopyButtonProps {
  readonly text: string;
  /** What is copied: "number", "id". */
  readonly what: string;
  /** Only an icon, to stand in a line of text. */
  readonly small?: boolean;
}

/** Copies a text with one click and says so. */
export function CopyButton({ text, what, small = false }: CopyButtonProps) {
  const t = useTranslations('design');
  const [outcome, setOutcome] = useState<'ready' | 'copied' | 'refused'>('ready');
  useEffect(() => {
    if (outcome === 'ready') return;
    const timer = setTimeout(() => setOutcome('ready'), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [outcome]);
  async function copy(): Promise<void> {
    try {
      await navigator.clipboard.writeText(text);
      setOutcome('copied');
    } catch {
      // Not a secure page, or not allowed by the person.
      setOutcome('refused');
    }
  }
  return (
    <Button
      look={small ? 'icon' : 'quiet'}
      onClick={() => void copy()}
      className={small ? '-my-1 size-7!' : '-mx-3 text-ink-soft'}
    >
      {outcome === 'copied' ? (
        <Check size={small ? 14 : 16} aria-hidden className="text-prime" />
      ) : (
        <Copy size={small ? 14 : 16} aria-hidden />
      )}
      <span aria-live="polite" className={small && outcome !== 'refused' ? 'sr-only' : undefined}>
        {outcome === 'ready'
          ? t.rich('copy', {
              what,
              hidden: (words) => (
                <span key="hidden" className="sr-only">
                  {words}
                </span>
              ),
            })
          : t(outcome === 'copied' ? 'copied' : 'copyRefused')}
      </span>
    </Button>
  );
}
