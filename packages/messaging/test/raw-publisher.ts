import { connect, headers, type JetStreamClient } from 'nats';

// A publisher with nothing but the broker's own client, as a process of benchmarks/hub-publish.ts: each event with its
// `Nats-Msg-Id`, each awaited. Usage: raw-publisher.ts <host:port> <subject> <in flight>; told what to publish by a message.

interface Taken {
  readonly seconds: number;
  readonly cpuMs: number;
}

const [servers = '', subject = '', inFlight = ''] = process.argv.slice(2);
const connection = await connect({ servers, noAsyncTraces: true });
const jetStream = connection.jetstream();

process.on('message', (events: readonly { readonly id: string; readonly body: string }[]) => {
  const bodies = events.map(({ id, body }) => ({ id, body: new TextEncoder().encode(body) }));
  void publishAll(jetStream, bodies).then((taken) => process.send?.(taken));
});
process.once('disconnect', () => void connection.close());
process.send?.('ready');

async function publishAll(
  client: JetStreamClient,
  events: readonly { readonly id: string; readonly body: Uint8Array }[],
): Promise<Taken> {
  const startedAt = performance.now();
  const cpu = process.cpuUsage();
  let next = 0;
  const publishNext = async () => {
    for (let event = events[next++]; event !== undefined; event = events[next++]) {
      const { duplicate } = await client.publish(subject, event.body, { msgID: event.id, headers: headers() });
      if (duplicate) throw new Error(`${event.id} was there already: the figure would be of something else`);
    }
  };
  await Promise.all(Array.from({ length: Number(inFlight) }, publishNext));
  const { user, system } = process.cpuUsage(cpu);
  return { seconds: (performance.now() - startedAt) / 1_000, cpuMs: (user + system) / 1_000 };
}
