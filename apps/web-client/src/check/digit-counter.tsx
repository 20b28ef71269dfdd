import { useTranslations } from 'use-intl';
import { classNames } from '../design/class-names.ts';

/** How many digits are in the field, and how much of what is taken they fill. */
export function DigitCounter({ digits, maxDigits }: { digits: number; maxDigits: number }) {
  const t = useTranslations('check');
  const over = digits > maxDigits;
  return (
    <span className={classNames('text-sm tabular-nums transition-colors', over ? 'text-failed' : 'text-ink-faint')}>
      {t.rich('digitsOfMost', {
        digits,
        most: maxDigits,
        hidden: (word) => (
          <span key="hidden" className="sr-only">
            {word}
          </span>
        ),
      })}
    </span>
  );
}

/** The same as a line that fills from the left. */
export function DigitMeter({ digits, maxDigits }: { digits: number; maxDigits: number }) {
  const share = Math.min(1, digits / maxDigits);
  return (
    <div aria-hidden className="h-0.5 overflow-hidden bg-line">
      <div
        className={classNames(
          'h-full origin-left',
          // What was sent leaves at once: the page has its time for the answer.
          digits > 0 && 'transition-transform',
          digits > maxDigits ? 'bg-failed' : 'bg-accent',
        )}
        // A single digit must be seen too.
        style={{ transform: `scaleX(${digits === 0 ? 0 : Math.max(share, 0.006)})` }}
      />
    </div>
  );
}
