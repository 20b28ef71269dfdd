import { Ban, CircleCheck, CircleDashed, CircleX, type LucideIcon, TriangleAlert } from 'lucide-react';
import { useTranslations } from 'use-intl';
import { classNames } from '../../design/class-names.ts';

const LOOKS = {
  requested: { icon: CircleDashed, ink: 'text-ink-soft' },
  done: { icon: CircleCheck, ink: 'text-prime' },
  partial: { icon: TriangleAlert, ink: 'text-waiting' },
  refused: { icon: Ban, ink: 'text-failed' },
  failed: { icon: CircleX, ink: 'text-failed' },
} as const satisfies Readonly<Record<string, { icon: LucideIcon; ink: string }>>;

/** What an act came to; an outcome that is not known here is told as it is named. */
export function OutcomeMark({ outcome }: { outcome: string }) {
  const t = useTranslations('audit.outcomes');
  if (!isKnown(outcome)) return <span className="text-ink-soft">{outcome}</span>;
  const { icon: Icon, ink } = LOOKS[outcome];
  return (
    <span className={classNames('inline-flex items-baseline gap-1.5', ink)}>
      <Icon size={14} aria-hidden className="self-center" /> {t(outcome)}
    </span>
  );
}

function isKnown(outcome: string): outcome is keyof typeof LOOKS {
  return Object.hasOwn(LOOKS, outcome);
}
