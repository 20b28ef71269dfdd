import { type Logger, withSpan } from '@ballast/telemetry';
import { headers as createHeaders, type MsgHdrs } from 'nats';
import { toMessagingError } from './client-error.ts';
import type { Connection } from './connection.ts';
import type { OutgoingMessage, PublishReceipt } from './messaging.ts';
import { messagingAttributes } from './messaging-attributes.ts';
import { MessagingError } from './messaging-error.ts';
import type { Namespace } from './namespace.ts';
import type { PublishAcks } from './publish-acks.ts';
import type { StreamDates } from './stream-dates.ts';
import { traceOf } from './trace-of.ts';

const DEFAULT_TIMEOUT_MS = 5000;

export interface Publisher {
  readonly connection: Connection;
  readonly acks: PublishAcks;
  readonly streamDates: StreamDates;
  readonly namespace: Namespace;
  readonly logger: Logger;
}

/** See `Messaging.publish`. */
export async function publish(publisher: Publisher, message: OutgoingMessage): Promise<PublishReceipt> {
  publisher.connection.assertConnected();
  const { subject, messageId, headers = {} } = message;
  const trace = traceOf((name) => headers[name]);
  const attributes = {
    ...messagingAttributes(subject, messageId),
    'messaging.operation.type': 'send',
    'messaging.operation.name': 'publish',
  };
  // The message was made earlier, elsewhere: its own context travels on, and the sending stands in its trace.
  return await withSpan(
    `send ${subject}`,
    { kind: 'client', parent: trace, links: [trace], messageId, attributes },
    async () => {
      const receipt = await store(publisher, message);
      publisher.logger.debug({ subject, ...receipt }, 'published');
      return receipt;
    },
  );
}

/** Publishes a message without a span of its own. Throws MessagingError. */
export async function store(publisher: Publisher, message: OutgoingMessage): Promise<PublishReceipt> {
  const { connection, acks, streamDates, namespace } = publisher;
  try {
    const stored = acks.publish(
      namespace.subject(message.subject),
      toPayload(message.body),
      toHeaders(message),
      message.timeoutMs ?? DEFAULT_TIMEOUT_MS,
    );
    const { stream, seq, duplicate } = await connection.heard(stored);
    // How clustered servers up to 2.9 at least say what later ones have an error for: known, and stored nowhere yet.
    if (seq === 0) throw new MessagingError('in_process', `publishing to ${message.subject}: no place is known yet`);
    const receipt = { stream: namespace.stripStream(stream), seq, duplicate };
    if (!duplicate) streamDates.sawSequence(receipt.stream, seq);
    return receipt;
  } catch (error) {
    throw toMessagingError(error, `publishing to ${message.subject}`);
  }
}

const encoder = new TextEncoder();

function toPayload(body: Uint8Array | string): Uint8Array {
  return typeof body === 'string' ? encoder.encode(body) : body;
}

function toHeaders({ messageId, headers = {} }: OutgoingMessage): MsgHdrs {
  const result = createHeaders();
  for (const [name, value] of Object.entries(headers)) {
    // Such headers are orders to the server (roll-up, expected sequence), and no message of ours gives any.
    if (name.toLowerCase().startsWith('nats-')) {
      throw new MessagingError('rejected', `a message may not carry the header ${name}`);
    }
    result.append(name, value);
  }
  result.append('Nats-Msg-Id', messageId);
  return result;
}
