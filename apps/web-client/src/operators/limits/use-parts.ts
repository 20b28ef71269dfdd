import type { LimitPolicy } from '@ballast/contracts/operators';
import type { BarPart } from '../thin-bar.tsx';

type Counts = LimitPolicy['last_minute'];

interface UsePart {
  readonly name: keyof Counts;
  readonly className: string;
}

/** How the answers of the last minute are drawn, in the order they stand in; their words are `limits.parts.<name>`. */
const PARTS: readonly UsePart[] = [
  { name: 'allowed', className: 'bg-accent' },
  { name: 'denied', className: 'bg-failed' },
  { name: 'shadow_denied', className: 'bg-waiting' },
  { name: 'bypassed', className: 'bg-ink-faint' },
];

export function requestsOf(counts: Counts): number {
  return PARTS.reduce((sum, { name }) => sum + counts[name], 0);
}

/** The parts of a bar that is full at `whole` requests. */
export function barOf(counts: Counts, whole: number): BarPart[] {
  return PARTS.map(({ name, className }) => ({ name, share: counts[name] / whole, className }));
}

/** What there was: the parts that are not zero. */
export function figuresOf(counts: Counts): (UsePart & { readonly count: number })[] {
  return PARTS.filter(({ name }) => counts[name] > 0).map((part) => ({ ...part, count: counts[part.name] }));
}
