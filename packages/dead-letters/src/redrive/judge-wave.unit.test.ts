import { expect, test } from 'vitest';
import { type ItemCounts, noItems } from './item-counts.ts';
import { describeFailedWave, judgeWave, LEAST_OUTCOMES } from './judge-wave.ts';

const counts = (some: Partial<ItemCounts>): ItemCounts => ({ ...noItems(), ...some });

test.each<[string, Partial<ItemCounts>, ReturnType<typeof judgeWave>]>([
  ['all succeeded', { succeeded: 5 }, 'passed'],
  ['exactly as many failed as may', { succeeded: 4, failed: 1 }, 'passed'],
  ['one more failed', { succeeded: 3, failed: 2 }, 'failed'],
  ['silence is failure', { succeeded: 3, failed: 1, silent: 1 }, 'failed'],
  ['one is under way', { succeeded: 4, sent: 1 }, 'going_on'],
  ['too many failed, whatever the one under way does', { succeeded: 2, failed: 2, sent: 1 }, 'failed'],
  ['too many of those known failed, but the others may yet succeed', { failed: 1, sent: 4 }, 'going_on'],
  ['all were refused', { refused: 5 }, 'passed'],
  ['refused ones do not thin out the failures', { refused: 95, succeeded: 3, failed: 2 }, 'failed'],
  ['few outcomes while it is being sent say nothing', { waiting: 9, failed: LEAST_OUTCOMES - 1 }, 'going_on'],
  ['enough of them do', { waiting: 9, failed: LEAST_OUTCOMES }, 'failed'],
  ['a small share of many does not stop it', { waiting: 9, failed: 10, succeeded: 90 }, 'going_on'],
])('%s', (_, some, verdict) => {
  expect(judgeWave(counts(some), 0.2)).toBe(verdict);
});

test('with a threshold of 0 one failure is too many, with 1 none is', () => {
  expect(judgeWave(counts({ failed: 1, succeeded: 99 }), 0)).toBe('failed');
  expect(judgeWave(counts({ failed: 100 }), 1)).toBe('passed');
});

test('the reason says which wave, how many, and what they died of', () => {
  expect(describeFailedWave(0, counts({ failed: 1 }), 0.2, { text: 'timeout: no answer', count: 1 })).toBe(
    'Wave 1: 1 of 1 came back, more than the 20 % allowed. Most often: timeout: no answer (1). Nothing more is sent until somebody resumes or cancels the job.',
  );
});
