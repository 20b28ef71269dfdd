import { useState } from 'react';
import { addSample, rateOf, type Sample } from './rates.ts';

/** What counters grow by in a second, from what they were in the last moments. `at`: when they were read. */
export function useRates(counters: Sample['counters'], at: number): (counter: string) => number | undefined {
  const [samples, setSamples] = useState<readonly Sample[]>([]);
  if (at > (samples.at(-1)?.at ?? 0)) setSamples(addSample(samples, { at, counters }));
  return (counter) => rateOf(samples, counter);
}
