import { createHash } from 'node:crypto';
import { eventStreamName, formatEventId, type MessageIdentity } from '@ballast/contracts';
import { DiscardPolicy, nanos, RetentionPolicy, StorageType } from 'nats';
import type { AttemptHistory, AttemptLog, AttemptRow } from './attempt-log.ts';
import { readErrCode, toMessagingError } from './client-error.ts';
import { ERR_STREAM_NOT_FOUND } from './ensure-resource.ts';
import { addAttempt, type KeptAttempts, NO_ATTEMPTS, toHistory } from './kept-attempts.ts';
import { MessagingError } from './messaging-error.ts';
import type { NatsMessaging } from './nats-messaging.ts';

export const BROKER_DEPENDENCY = 'nats';

const STREAM = 'event_attempts';
const ERR_NO_MESSAGE_FOUND = 10037;
const ERR_STREAM_NAME_TAKEN = 10058;
const ERR_WRONG_LAST_SEQUENCE = 10071;
/** As long as events are kept. */
const MAX_AGE_MS = 7 * 24 * 60 * 60_000;
const MAX_BYTES = 64 * 1024 * 1024;
const MAX_TRIES = 5;

/**
 * Keeps the attempts of groups in a stream of the broker, of each message of a group what its last row left: who reads events
 * needs no database for it, all members of a group know the same, and what a broker forgets that is wiped it forgets together
 * with the messages. The stream is made when there is something to keep.
 */
export class BrokerAttemptLog implements AttemptLog {
  readonly dependency = BROKER_DEPENDENCY;
  readonly #nats: NatsMessaging;
  readonly #key: string;

  /** @param key of the stream of events: as many copies are made of its attempts as of itself */
  constructor(nats: NatsMessaging, key: string) {
    this.#nats = nats;
    this.#key = key;
  }

  async record(row: AttemptRow): Promise<void> {
    const subject = subjectOf(row.identity, row.subject);
    for (let nth = 1; ; nth += 1) {
      try {
        const { seq, kept } = await this.#read(subject);
        return await this.#write(subject, addAttempt(kept, row, new Date()), seq);
      } catch (error) {
        if (nth === MAX_TRIES) throw error;
        if (error instanceof MessagingError && error.code === 'no_stream') await this.#makeStream();
        // Another member wrote in between, after a keep-alive that came too late.
        else if (readErrCode(error) !== ERR_WRONG_LAST_SEQUENCE) throw error;
      }
    }
  }

  async history(identity: MessageIdentity, subject: string): Promise<AttemptHistory> {
    return toHistory((await this.#read(subjectOf(identity, subject))).kept);
  }

  /** What nobody has written down, or in a stream that is not there, is nothing. */
  async #read(subject: string): Promise<{ seq: number; kept: KeptAttempts }> {
    const { connection, namespace } = this.#nats;
    try {
      connection.assertConnected();
      const manager = await connection.manager;
      const query = { last_by_subj: namespace.subject(subject) };
      const stored = await connection.answer(manager.streams.getMessage(namespace.stream(STREAM), query));
      return { seq: stored.seq, kept: stored.json<KeptAttempts>() };
    } catch (error) {
      const code = readErrCode(error);
      if (code === ERR_NO_MESSAGE_FOUND || code === ERR_STREAM_NOT_FOUND) return { seq: 0, kept: NO_ATTEMPTS };
      throw toMessagingError(error, 'reading attempts');
    }
  }

  async #write(subject: string, kept: KeptAttempts, lastSubjectSequence: number): Promise<void> {
    const { connection, namespace } = this.#nats;
    try {
      const expect = { lastSubjectSequence };
      const body = JSON.stringify(kept);
      await connection.answer(connection.jetStream.publish(namespace.subject(subject), body, { expect }));
    } catch (error) {
      throw toMessagingError(error, 'writing attempts');
    }
  }

  async #makeStream(): Promise<void> {
    const { connection, namespace } = this.#nats;
    try {
      const manager = await connection.manager;
      const { config } = await connection.answer(manager.streams.info(namespace.stream(eventStreamName(this.#key))));
      await connection.answer(
        manager.streams.add({
          name: namespace.stream(STREAM),
          subjects: [namespace.subject(`${STREAM}.*`)],
          retention: RetentionPolicy.Limits,
          storage: StorageType.File,
          discard: DiscardPolicy.Old,
          max_msgs_per_subject: 1,
          max_age: nanos(MAX_AGE_MS),
          max_bytes: MAX_BYTES,
          num_replicas: config.num_replicas,
        }),
      );
    } catch (error) {
      if (readErrCode(error) === ERR_STREAM_NAME_TAKEN) return;
      throw toMessagingError(error, `making ${STREAM}`);
    }
  }
}

/** An id may have characters that a subject may not. */
function subjectOf(identity: MessageIdentity, subject: string): string {
  const message = createHash('sha256')
    .update(`${subject} ${formatEventId(identity)}`)
    .digest('hex');
  return `${STREAM}.${message}`;
}
