import type { JetStreamManager, Lister } from 'nats';
import type { NatsMessaging } from './nats-messaging.ts';

/** A page has 256 entries. */
const MAX_PAGES = 4;

/** Asks JetStream about itself. Throws MessagingError `unavailable` while not connected, and what the client throws. */
export async function askManager<T>(
  { connection }: NatsMessaging,
  question: (manager: JetStreamManager) => Promise<T>,
): Promise<T> {
  connection.assertConnected();
  return connection.answer(question(await connection.manager));
}

/** All that is listed in so many pages; of very much, some. Throws as `askManager`. */
export async function listAll<T>(
  nats: NatsMessaging,
  list: (manager: JetStreamManager) => Lister<T>,
  pages = MAX_PAGES,
): Promise<T[]> {
  const lister = list(await nats.connection.manager);
  const found: T[] = [];
  for (let nth = 0; nth < pages; nth += 1) {
    const page = await askManager(nats, () => lister.next());
    if (page.length === 0) break;
    found.push(...page);
  }
  return found;
}
