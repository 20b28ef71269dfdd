import { expect, test } from 'vitest';
import { pauseBreakers } from './pause-breakers.ts';
import { SubjectPauses } from './subject-pauses.ts';

test('a subject that stands still is an open breaker until it may probe, then a half open one, then none', () => {
  const pauses = new SubjectPauses(() => 0);
  expect(pauseBreakers(pauses)).toEqual([]);
  const { pause } = pauses.pause('primecheck', 'stream_full', false);
  const breaker = { dependency: 'stream of primecheck', reason: 'stream_full', since: pause.since.toISOString() };
  expect(pauseBreakers(pauses)).toEqual([{ ...breaker, state: 'open', next_probe_at: expect.stringMatching(/Z$/) }]);
  pauses.resumeAll();
  expect(pauseBreakers(pauses)).toEqual([{ ...breaker, state: 'half_open' }]);
  pauses.flow('primecheck');
  expect(pauseBreakers(pauses)).toEqual([]);
});
