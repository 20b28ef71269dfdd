import { expect, test } from 'vitest';
import { suspect } from './suspicion.ts';
import { UnwrittenEnds } from './unwritten-ends.ts';

const history = (outcomes: number, openMarks: string[] = []) => ({ failed: 0, outcomes, openMarks });

test('a message is a suspect when an earlier delivery left no trace', () => {
  expect(suspect(0, history(0), 0, 'me').isSuspect).toBe(false);
  expect(suspect(1, history(0), 0, 'me').isSuspect).toBe(true);
  expect(suspect(1, history(1), 0, 'me').isSuspect).toBe(false);
  expect(suspect(3, history(2), 0, 'me').isSuspect).toBe(true);
  expect(suspect(3, history(2), 1, 'me').isSuspect).toBe(false);
});

test('marks of this process are no deaths', () => {
  expect(suspect(3, history(0, ['other', 'me', 'third']), 0, 'me').deaths).toBe(2);
});

test('what was survived is counted by message, forgotten when it has left, and bounded', () => {
  const ends = new UnwrittenEnds();
  ends.add('a');
  ends.add('a');
  expect(ends.count('a')).toBe(2);
  ends.forget('a');
  expect(ends.count('a')).toBe(0);
  ends.add('oldest');
  for (let i = 0; i < 10_000; i += 1) ends.add(String(i));
  expect(ends.count('oldest')).toBe(0);
  expect(ends.count('9999')).toBe(1);
});
