import type { LimitPolicy } from '@ballast/contracts/operators';
import type { BarPart } from '../thin-bar.tsx';

type Counts = LimitPolicy['last_minute'];

interface UsePart {
  readonly name: keyof Counts;
  readonly word: string;
  readonly className: string;
}

/** How the answers of the last minute are named and drawn, in the order they stand in. */
const PARTS: readonly UsePart[] = [
  { name: 'allowed', word: 'allowed', className: 'bg-accent' },
  { name: 'denied', word: 'refused', className: 'bg-failed' },
  { name: 'shadow_denied', word: 'let through in shadow', className: 'bg-waiting' },
  { name: 'bypassed', word: 'exempt', className: 'bg-ink-faint' },
];

export function requestsOf(counts: Counts): number {
  return PARTS.reduce((sum, { name }) => sum + counts[name], 0);
}

/** The parts of a bar that is full at `whole` requests. */
export function barOf(counts: Counts, whole: number): BarPart[] {
  return PARTS.map(({ name, className }) => ({ name, share: counts[name] / whole, className }));
}

/** What there was, in words: the parts that are not zero. */
export function figuresOf(counts: Counts): { name: string; count: string; word: string; className: string }[] {
  return PARTS.filter(({ name }) => counts[name] > 0).map(({ name, word, className }) => ({
    name,
    count: counts[name].toLocaleString('en'),
    word,
    className,
  }));
}
