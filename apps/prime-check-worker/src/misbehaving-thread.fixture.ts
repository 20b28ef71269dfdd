import type { TimedAnswer } from './primality-thread.ts';

/** Stands in for `primality-thread.ts`: the number's first digit says how it misbehaves. */
export default function misbehave(digits: string): TimedAnswer {
  if (digits.startsWith('1')) process.exit(7);
  if (digits.startsWith('2')) throw new Error('thrown in the thread');
  if (digits.startsWith('3')) for (;;) if (digits === '') break;
  return { answer: { ok: true, verdict: { isPrime: false, certainty: 'proven' } }, startedAt: 0, endedAt: 0 };
}
