import { createInbox, Empty, type Msg, type NatsConnection } from 'nats';
import { toMessagingError } from './client-error.ts';
import { ERR_STREAM_NOT_FOUND } from './ensure-resource.ts';
import { eventStreamNames } from './event-streams.ts';
import type { Messaging } from './messaging.ts';
import { MessagingError } from './messaging-error.ts';
import { natsOf } from './nats-messaging.ts';
import { STREAMS } from './topology-data.ts';
import { within } from './within.ts';

/** A piece of a stream's snapshot: what the stream is, then its content as the server packs it. */
export type SnapshotPart =
  | { readonly stream: string; readonly config: object; readonly state: object }
  | { readonly chunk: Uint8Array };

interface ApiAnswer {
  readonly error?: { readonly code: number; readonly err_code?: number; readonly description: string };
}
interface SnapshotAnswer extends ApiAnswer {
  readonly config: object;
  readonly state: object;
}
interface RestoreAnswer extends ApiAnswer {
  readonly deliver_subject: string;
}

/** Small enough for any server's max_payload. */
const CHUNK_BYTES = 128 * 1_024;
const ANSWER_MS = 30_000;

/**
 * The streams of the topology and those of events as they are now, with their consumers' positions, while everything goes on: the
 * server packs each of them at one moment. One that is not there is left out. Throws MessagingError: `unavailable`, `timeout`, `closed`,
 * `rejected` when the server breaks a snapshot off.
 */
export async function* saveStreams(messaging: Messaging): AsyncGenerator<SnapshotPart> {
  const { connection, namespace } = natsOf(messaging);
  const names = [...STREAMS.map(({ name }) => name), ...(await eventStreamNames(messaging))];
  for (const name of names) yield* saveStream(connection.nc, name, namespace.stream(name));
}

/**
 * Makes streams of what `saveStreams` gave. Throws MessagingError: `rejected` when a stream is already there, or is not what the
 * server made; what was restored before stays.
 */
export async function restoreStreams(messaging: Messaging, parts: AsyncIterable<SnapshotPart>): Promise<string[]> {
  const { connection, namespace } = natsOf(messaging);
  const restored: string[] = [];
  let send: ((chunk: Uint8Array) => Promise<Msg>) | undefined;
  for await (const part of parts) {
    if ('chunk' in part) {
      if (send === undefined) throw new MessagingError('rejected', 'a snapshot does not begin with its stream');
      await send(part.chunk);
      continue;
    }
    if (send !== undefined) assertTaken(await send(Empty), restored.at(-1));
    const { stream, config, state } = part;
    const name = namespace.stream(stream);
    const { deliver_subject: to } = await ask<RestoreAnswer>(connection.nc, 'RESTORE', name, { config, state });
    send = (chunk) => connection.nc.request(to, chunk, { timeout: ANSWER_MS }).catch(rethrow(`restoring ${stream}`));
    restored.push(stream);
  }
  if (send !== undefined) assertTaken(await send(Empty), restored.at(-1));
  return restored;
}

async function* saveStream(nc: NatsConnection, stream: string, name: string): AsyncGenerator<SnapshotPart> {
  const inbox = createInbox();
  const chunks = nc.subscribe(inbox);
  try {
    const request = { deliver_subject: inbox, no_consumers: false, jsck: true, chunk_size: CHUNK_BYTES };
    const answer = await ask<SnapshotAnswer>(nc, 'SNAPSHOT', name, request).catch((error: unknown) => {
      if (error instanceof MessagingError && error.code === 'no_stream') return undefined;
      throw error;
    });
    if (answer === undefined) return;
    yield { stream, config: answer.config, state: answer.state };
    const messages = chunks[Symbol.asyncIterator]();
    for (;;) {
      const { value, done } = await within(messages.next(), ANSWER_MS, () => stalled(stream));
      if (done === true) throw new MessagingError('closed', `the connection ended within the snapshot of ${stream}`);
      const { code = 0, description = '' } = value.headers ?? {};
      if (code >= 400) throw new MessagingError('rejected', `the snapshot of ${stream} ended: ${code} ${description}`);
      if (value.data.length === 0) return;
      yield { chunk: value.data };
      // The server sends on only as fast as it is told that this one is through.
      value.respond();
    }
  } finally {
    chunks.unsubscribe();
  }
}

async function ask<Answer extends ApiAnswer>(
  nc: NatsConnection,
  verb: 'SNAPSHOT' | 'RESTORE',
  name: string,
  body: object,
): Promise<Answer> {
  const subject = `$JS.API.STREAM.${verb}.${name}`;
  const reply = await nc.request(subject, JSON.stringify(body), { timeout: ANSWER_MS }).catch(rethrow(subject));
  const answer = reply.json<Answer>();
  if (answer.error === undefined) return answer;
  const { err_code: code, description } = answer.error;
  if (code === ERR_STREAM_NOT_FOUND) throw new MessagingError('no_stream', `${name} is not there`);
  throw new MessagingError('rejected', `${name}: ${description}`);
}

function assertTaken(reply: Msg, stream = ''): void {
  const { error } = reply.json<ApiAnswer>();
  if (error !== undefined) throw new MessagingError('rejected', `${stream}: ${error.description}`);
}

function stalled(stream: string): MessagingError {
  return new MessagingError('timeout', `the snapshot of ${stream} does not go on`);
}

function rethrow(what: string): (error: unknown) => never {
  return (error) => {
    throw toMessagingError(error, what);
  };
}
