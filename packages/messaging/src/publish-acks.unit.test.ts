import { headers, type Msg, NatsError } from 'nats';
import { expect, test, vi } from 'vitest';
import type { Connection } from './connection.ts';
import { MessagingError } from './messaging-error.ts';
import { PublishAcks } from './publish-acks.ts';

type Callback = (error: NatsError | null, message: Msg) => void;

/** A connection on which the test answers. */
function fakeConnection() {
  const replies: string[] = [];
  const callbacks: Callback[] = [];
  let lose = () => {};
  let refuse = (_subject: string, _error: MessagingError) => {};
  const connection = {
    nc: {
      publish: (_subject: string, _body: Uint8Array, options: { reply: string }) => replies.push(options.reply),
      subscribe: (_subject: string, options: { callback: Callback }) => callbacks.push(options.callback),
    },
    onLost: (fn: typeof lose) => (lose = fn),
    onPublishRefused: (fn: typeof refuse) => (refuse = fn),
  } as unknown as Connection;
  const acks = new PublishAcks(connection);
  return {
    callbacks,
    publish: (subject = 'a', timeoutMs = 1_000) => acks.publish(subject, new Uint8Array(), headers(), timeoutMs),
    answer: (nth: number, body: object) => {
      const text = JSON.stringify(body);
      const message = { subject: replies[nth], data: Buffer.from(text), string: () => text };
      callbacks.at(-1)?.(null, message as unknown as Msg);
    },
    lose: () => lose(),
    refuse: (subject: string) => refuse(subject, new MessagingError('rejected', 'no')),
  };
}

test('answers find their messages in whatever order they come', async () => {
  const { publish, answer } = fakeConnection();
  const published = [publish(), publish()];
  answer(1, { stream: 's', seq: 2, duplicate: true });
  answer(0, { stream: 's', seq: 1 });
  expect(await Promise.all(published)).toEqual([
    { stream: 's', seq: 1, duplicate: false },
    { stream: 's', seq: 2, duplicate: true },
  ]);
});

test('an error of the broker keeps its number', async () => {
  const { publish, answer } = fakeConnection();
  const published = publish();
  answer(0, { stream: 's', error: { code: 503, err_code: 10077, description: 'maximum messages exceeded' } });
  await expect(published).rejects.toMatchObject({ api_error: { err_code: 10077 } });
});

test.each([{}, { stream: '', seq: 1 }, { stream: 's' }])('%j is no answer of JetStream', async (body) => {
  const { publish, answer } = fakeConnection();
  const published = publish();
  answer(0, body);
  await expect(published).rejects.toBeInstanceOf(NatsError);
});

test('an answer that comes late is nobody’s', async () => {
  vi.useFakeTimers();
  try {
    const { publish, answer } = fakeConnection();
    const published = expect(publish('a', 50)).rejects.toMatchObject({ code: 'TIMEOUT' });
    vi.advanceTimersByTime(50);
    await published;
    answer(0, { stream: 's', seq: 1 });
  } finally {
    vi.useRealTimers();
  }
});

test('a lost connection ends every wait at once', async () => {
  const { publish, lose } = fakeConnection();
  const published = Promise.allSettled([publish('a'), publish('b')]);
  lose();
  expect(await published).toMatchObject([{ reason: { code: 'timeout' } }, { reason: { code: 'timeout' } }]);
});

test('a subject that may not be published to fails its own messages alone', async () => {
  const { publish, refuse, answer } = fakeConnection();
  const published = Promise.allSettled([publish('forbidden'), publish('allowed')]);
  refuse('forbidden');
  answer(1, { stream: 's', seq: 1 });
  expect(await published).toMatchObject([{ reason: { code: 'rejected' } }, { value: { seq: 1 } }]);
});

test('where answers may not be heard every message fails, and the next one asks again', async () => {
  const { publish, callbacks } = fakeConnection();
  const published = publish();
  callbacks[0]?.(new NatsError('Permissions Violation', 'PERMISSIONS_VIOLATION'), {} as Msg);
  await expect(published).rejects.toMatchObject({ code: 'PERMISSIONS_VIOLATION' });
  publish().catch(() => undefined);
  expect(callbacks).toHaveLength(2);
});
