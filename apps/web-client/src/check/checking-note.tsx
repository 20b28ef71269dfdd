import { useTicking } from '../time/use-ticking.ts';

const LONG_MS = 5_000;

/** Said only when a check takes long enough for somebody to wonder. */
export function CheckingNote({ since }: { since: number }) {
  const long = useTicking((now) => now - since > LONG_MS, 'second');
  if (!long) return null;
  return <p>This one takes longer. You need not wait: the verdict will be in the list and at its own address.</p>;
}
