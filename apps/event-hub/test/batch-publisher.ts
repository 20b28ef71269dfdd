import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import { createClient } from '@connectrpc/connect';
import { createConnectTransport } from '@connectrpc/connect-node';
import { type Event, MQHubService } from '../src/generated/services/mqhub/v1/mqhub_pb.ts';

// A producer of the hub, as a process of benchmarks/hub-publish.ts. Usage: batch-publisher.ts <url> <stream key> <protobuf or
// json> <batches under way>; told the batches by a message, it says how long they took.

interface PlainEvent {
  readonly id: string;
  readonly type: string;
  readonly source: string;
  readonly createdAt: string;
  readonly payload: string;
}
interface Taken {
  readonly seconds: number;
  readonly cpuMs: number;
}
/** Publishes a batch, and says how many events of it were stored. */
type Publish<Batch> = (batch: Batch) => Promise<number | undefined>;

const [url = '', stream = '', format = '', underWay = ''] = process.argv.slice(2);

process.on('message', (batches: readonly (readonly PlainEvent[])[]) => {
  const published = format === 'json' ? publishJson(batches) : publishProtobuf(batches);
  void published.then((taken) => process.send?.(taken));
});
process.once('disconnect', () => process.exit());
process.send?.('ready');

/** With the generated client, over HTTP/2. */
function publishProtobuf(batches: readonly (readonly PlainEvent[])[]): Promise<Taken> {
  const transport = createConnectTransport({ baseUrl: url, httpVersion: '2', useBinaryFormat: true });
  const { publishBatch } = createClient(MQHubService, transport);
  const requests = batches.map((batch) => ({ stream, events: batch.map(toMessage) }));
  return publishAll(requests, async (request) => (await publishBatch(request)).successCount);
}

function toMessage({ id, type, source, createdAt, payload }: PlainEvent): Omit<Event, '$typeName'> {
  const time = timestampFromDate(new Date(createdAt));
  return { eventId: id, eventType: type, source, createdAt: time, payload: Buffer.from(payload), metadata: {} };
}

/** With `fetch`, which speaks HTTP/1.1. */
function publishJson(batches: readonly (readonly PlainEvent[])[]): Promise<Taken> {
  const requests = batches.map((batch) => ({ stream, events: batch.map(toJson) }));
  return publishAll(requests, async (request) => {
    const answer = await fetch(`${url}/services.mqhub.v1.MQHubService/PublishBatch`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(request),
    });
    return ((await answer.json()) as { successCount?: number }).successCount;
  });
}

function toJson({ id, type, source, createdAt, payload }: PlainEvent) {
  return { eventId: id, eventType: type, source, createdAt, payload: Buffer.from(payload).toString('base64') };
}

async function publishAll<Request extends { readonly events: readonly unknown[] }>(
  requests: readonly Request[],
  publish: Publish<Request>,
): Promise<Taken> {
  const startedAt = performance.now();
  const cpu = process.cpuUsage();
  let next = 0;
  const publishNext = async () => {
    for (let request = requests[next++]; request !== undefined; request = requests[next++]) {
      const stored = await publish(request);
      if (stored !== request.events.length) throw new Error(`${stored} events of a batch were stored`);
    }
  };
  await Promise.all(Array.from({ length: Number(underWay) }, publishNext));
  const { user, system } = process.cpuUsage(cpu);
  return { seconds: (performance.now() - startedAt) / 1_000, cpuMs: (user + system) / 1_000 };
}
