import { readErrCode, toMessagingError } from './client-error.ts';
import type { Messaging } from './messaging.ts';
import { natsOf } from './nats-messaging.ts';

/** Requests under way at once. */
const CONCURRENCY = 64;
/** What the server says of a number under which nothing is stored (any more): the first by 2.9, the second later. */
const ERR_SEQUENCE_NOT_FOUND = 10043;
const ERR_DELETE_FAILED = 10057;
const ERR_NO_MESSAGE_FOUND = 10037;
const GONE: ReadonlySet<number | undefined> = new Set([
  ERR_SEQUENCE_NOT_FOUND,
  ERR_DELETE_FAILED,
  ERR_NO_MESSAGE_FOUND,
]);

/**
 * Deletes the messages from one sequence number to another, one by one, and says how many were there. Slower than a purge,
 * and safe where a purge is not: up to 2.9 at least, purging a part of a stream makes its consumers forget everything that
 * they have delivered and that is not acked, behind that part too, so that it never comes again. Any number of processes
 * may delete the same range at once. Throws MessagingError: `no_stream`, `unavailable`, `timeout`.
 */
export async function deleteStored(
  messaging: Messaging,
  stream: string,
  { fromSeq, toSeq }: { readonly fromSeq: number; readonly toSeq: number },
): Promise<number> {
  const { connection, namespace } = natsOf(messaging);
  const name = namespace.stream(stream);
  let next = fromSeq;
  let deleted = 0;
  const deleteSome = async () => {
    while (next <= toSeq) {
      const seq = next;
      next += 1;
      connection.assertConnected();
      const manager = await connection.manager;
      try {
        if (await connection.answer(manager.streams.deleteMessage(name, seq, false))) deleted += 1;
      } catch (error) {
        if (!GONE.has(readErrCode(error))) throw error;
      }
    }
  };
  try {
    await Promise.all(Array.from({ length: CONCURRENCY }, deleteSome));
    return deleted;
  } catch (error) {
    throw toMessagingError(error, `deleting from ${stream}`);
  }
}
