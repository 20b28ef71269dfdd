import type { DeadLetter } from '@ballast/contracts/operators';
import { Bug, CircleCheck, CircleDashed, CircleX, Clock, Hourglass, type LucideIcon, Trash2 } from 'lucide-react';

interface Look {
  readonly icon: LucideIcon;
  readonly ink: string;
}

/** Each type and state has an icon and a word beside its colour. */
export const TYPE_LOOKS: Readonly<Record<DeadLetter['error_type'], Look>> = {
  transient: { icon: Clock, ink: 'text-waiting' },
  permanent: { icon: CircleX, ink: 'text-failed' },
  poison: { icon: Bug, ink: 'text-composite' },
};

export const STATE_LOOKS: Readonly<Record<DeadLetter['status'], Look>> = {
  pending: { icon: CircleDashed, ink: 'text-ink-faint' },
  reprocessing: { icon: Hourglass, ink: 'text-waiting' },
  resolved: { icon: CircleCheck, ink: 'text-prime' },
  discarded: { icon: Trash2, ink: 'text-ink-faint' },
};
