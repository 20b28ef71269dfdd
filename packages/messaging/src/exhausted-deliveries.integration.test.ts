import { createNamespace, testServers, until } from '@ballast/testkit';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Bench } from '../test/bench.ts';
import { streamState } from './inspect-streams.ts';
import type { Messaging } from './messaging.ts';
import { readStored } from './stored-messages.ts';
import { CONSUMER } from './topology-data.ts';

const { stream, durable } = CONSUMER.primeCheck;

let bench: Bench;
let messaging: Messaging;
beforeEach(async () => {
  bench = new Bench(testServers().nats.servers[0] ?? '', createNamespace());
  messaging = await bench.connectWithTopology();
});
afterEach(() => bench.close());

// The ledger's evidence relies on this: such a message is stored, and nothing will ever move it.
test('a message delivered as often as the server allows stays stored, is in flight no more, and is passed by the ack floor', async () => {
  const manager = await bench.manager(messaging);
  await manager.consumers.update(`${bench.namespace}_${stream}`, durable, { max_deliver: 2 });
  await bench.publish(messaging);
  let deliveries = 0;
  bench.consumeRaw(
    messaging,
    async ({ seq }) => {
      if (seq > 1) return;
      deliveries += 1;
      throw Object.assign(new Error('no'), { code: 'undecodable' });
    },
    { consumer: CONSUMER.primeCheck },
  );
  const stand = async () => (await streamState(messaging, stream))?.consumers[0];
  await until(async () => deliveries === 2 && (await stand())?.inFlight === 0);
  expect(await stand()).toMatchObject({ deliveredSeq: 1, ackFloorSeq: 0, inFlight: 0 });
  expect(await readStored(messaging, stream, 1)).toBeDefined();

  await bench.publish(messaging);
  await until(async () => (await stand())?.ackFloorSeq === 2);
  expect(await readStored(messaging, stream, 1)).toBeDefined();
  expect(deliveries).toBe(2);
});
