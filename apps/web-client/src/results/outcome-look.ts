import {
  CircleCheck,
  CircleDivide,
  CircleSlash,
  Clock,
  LoaderCircle,
  type LucideIcon,
  TriangleAlert,
} from 'lucide-react';
import type { OutcomeName } from './outcome.ts';

interface OutcomeLook {
  readonly icon: LucideIcon;
  /** Text colour. */
  readonly ink: string;
  /** Colour of the ground under it. */
  readonly wash: string;
}

/** One icon and one colour for each state, the same on every page; its word is `results.outcomes.<outcome>`. */
export const OUTCOME_LOOK: Readonly<Record<OutcomeName, OutcomeLook>> = {
  prime: { icon: CircleCheck, ink: 'text-prime', wash: 'bg-prime-wash' },
  not_prime: { icon: CircleDivide, ink: 'text-composite', wash: 'bg-composite-wash' },
  checking: { icon: LoaderCircle, ink: 'text-accent', wash: 'bg-raised' },
  waiting: { icon: Clock, ink: 'text-waiting', wash: 'bg-waiting-wash' },
  failed: { icon: TriangleAlert, ink: 'text-failed', wash: 'bg-failed-wash' },
  refused: { icon: CircleSlash, ink: 'text-failed', wash: 'bg-failed-wash' },
};
