import type { PurgeOpts } from 'nats';
import { askManager } from './ask-manager.ts';
import { readErrCode, toMessagingError } from './client-error.ts';
import type { Messaging } from './messaging.ts';
import { natsOf } from './nats-messaging.ts';

const ERR_NO_MESSAGE_FOUND = 10037;

/** Something that lies in a stream. */
export interface StoredMessage {
  /** Its `Nats-Msg-Id`, when it was published with one. */
  readonly messageId?: string;
}

/**
 * What is stored under a sequence number; `undefined` when nothing is. Throws MessagingError: `no_stream` when the stream
 * itself is not there, `unavailable`, `timeout`.
 */
export async function readStored(
  messaging: Messaging,
  stream: string,
  seq: number,
): Promise<StoredMessage | undefined> {
  const name = natsOf(messaging).namespace.stream(stream);
  try {
    const { header } = await askManager(natsOf(messaging), (manager) => manager.streams.getMessage(name, { seq }));
    const messageId = header.get('Nats-Msg-Id');
    return messageId === '' ? {} : { messageId };
  } catch (error) {
    if (readErrCode(error) === ERR_NO_MESSAGE_FOUND) return undefined;
    throw toMessagingError(error, `reading message ${seq} of ${stream}`);
  }
}

/**
 * Removes messages for good, delivered or not, and says how many: those up to and with `upToSeq`, those of `subject`, or
 * all. A server up to 2.9 at least then forgets what the stream's consumer has delivered and nobody has acked, also of what
 * stays: it never comes again. Where something may be in flight, `deleteStored` is right. Throws MessagingError: `no_stream`, `unavailable`, `timeout` (then it may have happened).
 */
export async function purgeStream(
  messaging: Messaging,
  stream: string,
  { upToSeq, subject }: { readonly upToSeq?: number | undefined; readonly subject?: string | undefined } = {},
): Promise<number> {
  const { namespace } = natsOf(messaging);
  // Some servers take a purge up to, and without, number 1 for a purge of everything.
  if (upToSeq !== undefined && upToSeq < 1) return 0;
  const limits = {
    ...(subject === undefined ? {} : { filter: namespace.subject(subject) }),
    ...(upToSeq === undefined ? {} : { seq: upToSeq + 1 }),
  };
  try {
    const { purged } = await askManager(natsOf(messaging), (manager) =>
      manager.streams.purge(namespace.stream(stream), limits as PurgeOpts),
    );
    return purged;
  } catch (error) {
    throw toMessagingError(error, `purging ${stream}`);
  }
}
