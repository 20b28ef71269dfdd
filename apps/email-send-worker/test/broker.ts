import { deadLetterSubject, SUBJECT } from '@ballast/contracts';
import { connectMessaging, ensureTopology, type Messaging } from '@ballast/messaging';
import { createLogger } from '@ballast/telemetry';
import { createNamespace, testServers } from '@ballast/testkit';

export interface Broker {
  readonly namespace: string;
  readonly messaging: Messaging;
  /** The bodies published to `dlq.emailsend`. */
  readonly deadLetters: readonly string[];
  /** Ids of requests whose change was told. */
  readonly told: readonly string[];
  close(): Promise<void>;
}

export const silent = createLogger({ service: 'test', level: 'silent' });

/** A corner of the test server's NATS of its own, with the streams made. */
export async function openBroker(options: { ackWaitMs?: number } = {}): Promise<Broker> {
  const namespace = createNamespace();
  const { servers } = testServers().nats;
  const messaging = await connectMessaging({ servers, name: 'test', namespace, logger: silent });
  await ensureTopology(messaging, { replicas: 1, ...options });
  const deadLetters: string[] = [];
  const told: string[] = [];
  await messaging.listen(deadLetterSubject(SUBJECT.emailSend), (_subject, data) => {
    deadLetters.push(new TextDecoder().decode(data));
  });
  await messaging.listen(`${SUBJECT.primeCheckEvents}.*`, (subject) => {
    told.push(subject.slice(SUBJECT.primeCheckEvents.length + 1));
  });
  return { namespace, messaging, deadLetters, told, close: () => messaging.close() };
}
