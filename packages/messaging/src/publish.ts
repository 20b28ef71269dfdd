import { type Logger, withSpan } from '@ballast/telemetry';
import { headers as createHeaders, type MsgHdrs } from 'nats';
import { toMessagingError } from './client-error.ts';
import type { Connection } from './connection.ts';
import type { OutgoingMessage, PublishReceipt } from './messaging.ts';
import { messagingAttributes } from './messaging-attributes.ts';
import { MessagingError } from './messaging-error.ts';
import type { Namespace } from './namespace.ts';
import { traceOf } from './trace-of.ts';

const DEFAULT_TIMEOUT_MS = 5000;

/** See `Messaging.publish`. */
export async function publish(
  connection: Connection,
  namespace: Namespace,
  message: OutgoingMessage,
  logger: Logger,
): Promise<PublishReceipt> {
  connection.assertConnected();
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
      const receipt = await store(connection, namespace, message);
      logger.debug({ subject, ...receipt }, 'published');
      return receipt;
    },
  );
}

async function store(connection: Connection, namespace: Namespace, message: OutgoingMessage): Promise<PublishReceipt> {
  try {
    const stored = connection.jetStream.publish(namespace.subject(message.subject), toPayload(message.body), {
      msgID: message.messageId,
      timeout: message.timeoutMs ?? DEFAULT_TIMEOUT_MS,
      headers: toHeaders(message.headers ?? {}),
    });
    const { stream, seq, duplicate } = await connection.answer(stored);
    // How clustered servers up to 2.9 at least say what later ones have an error for: known, and stored nowhere yet.
    if (seq === 0) throw new MessagingError('in_process', `publishing to ${message.subject}: no place is known yet`);
    return { stream: namespace.stripStream(stream), seq, duplicate };
  } catch (error) {
    throw toMessagingError(error, `publishing to ${message.subject}`);
  }
}

const encoder = new TextEncoder();

function toPayload(body: Uint8Array | string): Uint8Array {
  return typeof body === 'string' ? encoder.encode(body) : body;
}

function toHeaders(given: Readonly<Record<string, string>>): MsgHdrs {
  const result = createHeaders();
  for (const [name, value] of Object.entries(given)) {
    // Such headers are orders to the server (roll-up, expected sequence), and no message of ours gives any.
    if (name.toLowerCase().startsWith('nats-')) {
      throw new MessagingError('rejected', `a message may not carry the header ${name}`);
    }
    result.append(name, value);
  }
  return result;
}
