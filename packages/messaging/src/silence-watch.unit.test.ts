import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { MessagingError } from './messaging-error.ts';
import { SilenceWatch } from './silence-watch.ts';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance'] });
});
afterEach(() => {
  vi.useRealTimers();
});

const silence = new MessagingError('timeout', 'no answer');

test('ten seconds of nothing but silence are told once, and then counted anew', () => {
  const onSilent = vi.fn();
  const watch = new SilenceWatch(onSilent);
  watch.failed(silence);
  vi.advanceTimersByTime(9_900);
  watch.failed(new MessagingError('unavailable', 'no leader'));
  expect(onSilent).not.toHaveBeenCalled();
  vi.advanceTimersByTime(200);
  watch.failed(new MessagingError('no_stream', 'nobody listens'));
  watch.failed(silence);
  expect(onSilent).toHaveBeenCalledOnce();
});

test.each([
  ['a success', (watch: SilenceWatch) => watch.answered()],
  ['a refusal', (watch: SilenceWatch) => watch.failed(new MessagingError('stream_full', 'full'))],
])('%s ends the silence', (_what, hear) => {
  const onSilent = vi.fn();
  const watch = new SilenceWatch(onSilent);
  watch.failed(silence);
  vi.advanceTimersByTime(9_000);
  hear(watch);
  vi.advanceTimersByTime(9_000);
  watch.failed(silence);
  expect(onSilent).not.toHaveBeenCalled();
});
