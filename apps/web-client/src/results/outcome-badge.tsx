import { useTranslations } from 'use-intl';
import { classNames } from '../design/class-names.ts';
import type { OutcomeName } from './outcome.ts';
import { OUTCOME_LOOK } from './outcome-look.ts';

/** The state of a check as a small badge: icon and word, so that colour never says it alone. */
export function OutcomeBadge({ outcome }: { outcome: OutcomeName }) {
  const t = useTranslations('results');
  const { icon: Icon, ink, wash } = OUTCOME_LOOK[outcome];
  return (
    <span
      className={classNames(
        'inline-flex h-7 items-center gap-1.5 whitespace-nowrap rounded-full pr-2.5 pl-2 font-medium text-xs',
        ink,
        wash,
      )}
    >
      <Icon size={14} strokeWidth={2.25} aria-hidden className={outcome === 'checking' ? 'animate-spin' : undefined} />
      {t(`outcomes.${outcome}`)}
    </span>
  );
}
