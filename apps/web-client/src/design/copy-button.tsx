import { Check, Copy } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useTranslations } from 'use-intl';
import { Button } from './button.tsx';

const SHOWN_MS = 1_500;

/** Copies a text with one click and says so. `what` names it: "number", "id". */
export function CopyButton({ text, what }: { text: string; what: string }) {
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
    <Button onClick={() => void copy()} className="-mx-3 text-ink-soft">
      {outcome === 'copied' ? <Check size={16} aria-hidden /> : <Copy size={16} aria-hidden />}
      <span aria-live="polite">
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
