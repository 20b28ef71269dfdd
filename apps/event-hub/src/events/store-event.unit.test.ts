import { type Messaging, MessagingError, type OutgoingMessage, type PublishOutcome } from '@ballast/messaging';
import { expect, test } from 'vitest';
import { type EventStreams, saysStreamIsGone } from './event-streams.ts';
import { storeEvents } from './store-event.ts';

/** Makes a stream that is gone anew, once. */
const streams = {
  use: (_key: string, work: () => Promise<unknown>) =>
    work().catch((error: unknown) => (saysStreamIsGone(error) ? work() : Promise.reject(error))),
} as unknown as EventStreams;

const STREAM = 'alt:events:tags';
const events = ['a', 'b', 'c', 'd'].map((id) => ({ id, subject: 'hub.x.TagsGenerated', body: Buffer.from('{}') }));
const idOf = ({ messageId }: OutgoingMessage) => messageId.split(':')[0] ?? '';

/** A broker that answers each batch as the next of `turns` says of each id; the stored are numbered in turn. */
function storeWith(...turns: Readonly<Record<string, 'no_stream' | 'timeout'>>[]) {
  const asked: string[][] = [];
  let seq = 0;
  const outcomeOf = (message: OutgoingMessage): PublishOutcome => {
    const code = turns[asked.length - 1]?.[idOf(message)];
    if (code !== undefined) return { error: new MessagingError(code, code) };
    seq += 1;
    return { receipt: { stream: 'x', seq, duplicate: false } };
  };
  const publishBatch = async (messages: readonly OutgoingMessage[]) => {
    asked.push(messages.map(idOf));
    return messages.map(outcomeOf);
  };
  const messaging = () => ({ publishBatch }) as unknown as Messaging;
  return { asked, stored: storeEvents(messaging, streams, STREAM, events, (work) => work()) };
}

const at = (seq: number) => ({ receipt: { stream: 'x', seq, duplicate: false } });
const failedWith = (code: string) => ({ error: expect.objectContaining({ code }) });

test('what found no stream is published once more, and nothing else; each outcome stays in its place', async () => {
  const { asked, stored } = storeWith({ b: 'no_stream', c: 'timeout', d: 'no_stream' });
  expect(await stored).toEqual([at(1), at(2), failedWith('timeout'), at(3)]);
  expect(asked).toEqual([
    ['a', 'b', 'c', 'd'],
    ['b', 'd'],
  ]);
});

test('a stream that is gone again is no third try', async () => {
  const { asked, stored } = storeWith({ b: 'no_stream' }, { b: 'no_stream' });
  expect(await stored).toEqual([at(1), failedWith('no_stream'), at(2), at(3)]);
  expect(asked).toHaveLength(2);
});

test('a broker that was never there fails each event', async () => {
  const gone = () => {
    throw new MessagingError('unavailable', 'not yet');
  };
  const outcomes = await storeEvents(gone, streams, STREAM, events, (work) => work());
  expect(outcomes).toEqual(events.map(() => failedWith('unavailable')));
});
