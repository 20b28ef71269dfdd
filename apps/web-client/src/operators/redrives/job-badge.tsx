import type { RedriveJob } from '@ballast/contracts/operators';
import { Ban, CircleCheck, CirclePause, LoaderCircle, type LucideIcon, OctagonX } from 'lucide-react';
import { useTranslations } from 'use-intl';
import { classNames } from '../../design/class-names.ts';

const LOOKS: Readonly<Record<RedriveJob['state'], { icon: LucideIcon; look: string }>> = {
  running: { icon: LoaderCircle, look: 'bg-raised text-accent' },
  paused: { icon: CirclePause, look: 'bg-waiting-wash text-waiting' },
  stopped: { icon: OctagonX, look: 'bg-failed-wash text-failed' },
  cancelled: { icon: Ban, look: 'bg-raised text-ink-soft' },
  completed: { icon: CircleCheck, look: 'bg-prime-wash text-prime' },
};

export function JobBadge({ state }: Pick<RedriveJob, 'state'>) {
  const t = useTranslations('redrives');
  const { icon: Icon, look } = LOOKS[state];
  return (
    <span
      className={classNames(
        'inline-flex h-6 shrink-0 items-center gap-1.5 whitespace-nowrap rounded-full px-2.5 font-medium text-xs',
        look,
      )}
    >
      <Icon size={14} aria-hidden className={state === 'running' ? 'animate-spin' : undefined} />
      {t(`states.${state}`)}
    </span>
  );
}
