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
  readonly word: string;
  readonly icon: LucideIcon;
  /** Text colour. */
  readonly ink: string;
  /** Colour of the ground under it. */
  readonly wash: string;
}

/** One word, one icon and one colour for each state, the same on every page. */
export const OUTCOME_LOOK: Readonly<Record<OutcomeName, OutcomeLook>> = {
  prime: { word: 'Prime', icon: CircleCheck, ink: 'text-prime', wash: 'bg-prime-wash' },
  not_prime: { word: 'Not prime', icon: CircleDivide, ink: 'text-composite', wash: 'bg-composite-wash' },
  checking: { word: 'Checking', icon: LoaderCircle, ink: 'text-accent', wash: 'bg-raised' },
  waiting: { word: 'Not sent yet', icon: Clock, ink: 'text-waiting', wash: 'bg-waiting-wash' },
  failed: { word: 'Failed', icon: TriangleAlert, ink: 'text-failed', wash: 'bg-failed-wash' },
  refused: { word: 'Not taken', icon: CircleSlash, ink: 'text-failed', wash: 'bg-failed-wash' },
};
