import { headers as createHeaders } from 'nats';
import { toMessagingError } from './client-error.ts';
import { endSubscription } from './end-subscription.ts';
import type { Messaging } from './messaging.ts';
import { MessagingError } from './messaging-error.ts';
import { natsOf } from './nats-messaging.ts';

/** A question to whoever answers a subject. */
export interface OutgoingRequest {
  readonly subject: string;
  readonly body: Uint8Array | string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  /** Aborting it ends the wait: throws `timeout`, since whoever was asked may be at work. */
  readonly signal?: AbortSignal;
}

/**
 * Asks whoever listens on a subject, over core NATS, and gives the answer's bytes. Throws MessagingError: `unavailable` when
 * not connected or when nobody listens, `timeout`, `too_large`, `closed`.
 */
export async function request(messaging: Messaging, { signal, ...asked }: OutgoingRequest): Promise<Uint8Array> {
  const { connection, namespace } = natsOf(messaging);
  connection.assertConnected();
  const headers = createHeaders();
  for (const [name, value] of Object.entries(asked.headers ?? {})) headers.append(name, value);
  const subject = namespace.subject(asked.subject);
  try {
    const answer = connection.nc.request(subject, asked.body, { timeout: asked.timeoutMs, headers });
    const { data } = await untilAborted(connection.untilLost(answer), signal);
    return data;
  } catch (error) {
    const known = toMessagingError(error, `asking ${asked.subject}`);
    // That is what no responders mean to who publishes; here there is no stream to be missed.
    throw known.code === 'no_stream' ? new MessagingError('unavailable', known.message, { cause: error }) : known;
  }
}

/**
 * Answers the requests of a subject, each by one of those who do. What `answer` throws is logged, and the request stays
 * without an answer. Requests that come while disconnected are not heard. `close` resolves when no more can come: each that did is
 * answered, so that nobody waits for one who has gone.
 */
export async function answerRequests(
  messaging: Messaging,
  subject: string,
  answer: (body: Uint8Array) => Promise<Uint8Array | string>,
): Promise<{ readonly close: () => Promise<void> }> {
  const nats = natsOf(messaging);
  const { nc } = nats.connection;
  const subscription = nc.subscribe(nats.namespace.subject(subject), {
    queue: subject,
    callback: (error, message) => {
      if (error !== null) return nats.logger.error({ err: error, subject }, 'requests are not heard');
      answer(message.data).then(
        (body) => message.respond(body),
        (cause) => nats.logger.error({ err: cause, subject }, 'a request was not answered'),
      );
    },
  });
  await messaging.ping().catch(() => undefined);
  return {
    close: () => endSubscription(nats.connection, subscription),
  };
}

function untilAborted<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return promise;
  return new Promise<T>((resolve, reject) => {
    const stop = () => reject(new MessagingError('timeout', 'nobody waits for the answer any longer'));
    if (signal.aborted) return stop();
    signal.addEventListener('abort', stop, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
}
