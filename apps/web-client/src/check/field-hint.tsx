import { CircleAlert } from 'lucide-react';
import { useTranslations } from 'use-intl';
import { Button } from '../design/button.tsx';
import { ShortNumberText } from '../numbers/number-text.tsx';

interface FieldHintProps {
  readonly id: string;
  /** What is wrong, in one sentence. */
  readonly fault: string | undefined;
  readonly suggestion: string | undefined;
  /** The number as it will be read, where grouping makes that easier. */
  readonly reading: string | undefined;
  readonly onUse: (number: string) => void;
}

/** The line under the field: how the number reads, or what is wrong with it and what was probably meant. */
export function FieldHint({ id, fault, suggestion, reading, onUse }: FieldHintProps) {
  const t = useTranslations('check');
  return (
    <div id={id} className="flex min-h-9 flex-wrap items-center gap-x-2 px-4 py-2 text-sm">
      {/* Only the fault is told as it changes; a number read out anew with each key would drown it. */}
      <p aria-live="polite" className="text-failed empty:-mr-2">
        {fault !== undefined && (
          <span className="flex items-start gap-1.5">
            <CircleAlert size={16} aria-hidden className="mt-0.5 shrink-0" />
            {fault}
          </span>
        )}
      </p>
      {fault === undefined && (
        <p className="@container min-w-0 grow text-ink-faint">
          {reading === undefined ? t('digitsOnly') : <ShortNumberText digits={reading} />}
        </p>
      )}
      {suggestion !== undefined && (
        <Button className="-mx-1 -my-2 px-2!" onClick={() => onUse(suggestion)}>
          <span>{t.rich('use', { number: () => <ShortNumberText key="number" digits={suggestion} /> })}</span>
        </Button>
      )}
    </div>
  );
}
