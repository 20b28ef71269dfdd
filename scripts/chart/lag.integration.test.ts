import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CONSUMER, connectMessaging, ensureTopology, type Messaging } from '@ballast/messaging';
import { findFreePort, type NatsHandle, startNats } from '@ballast/native-stack';
import { createLogger } from '@ballast/telemetry';
import type { IScaledObject } from '@kubernetes-models/keda/keda.sh/v1alpha1';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CLUSTER } from './test/cases.ts';
import { ofKind, render } from './test/helm.ts';

const NAMESPACE = 'shop';
let dir: string;
let nats: NatsHandle;
let messaging: Messaging;

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'ballast-lag-'));
  nats = await startNats({ dir, durability: 'relaxed', monitorPort: await findFreePort() });
  messaging = await connectMessaging({
    servers: [`127.0.0.1:${nats.port}`],
    name: 'test',
    namespace: NAMESPACE,
    logger: createLogger({ service: 'test', level: 'silent' }),
  });
  await ensureTopology(messaging, { replicas: 1 });
});

afterAll(async () => {
  await messaging?.close();
  await nats?.stop();
  await rm(dir, { recursive: true, force: true });
});

describe('the lag that workers are scaled by', () => {
  it.each([
    { worker: 'prime-check-worker', subject: 'primecheck', consumer: CONSUMER.primeCheck, messages: 3 },
    { worker: 'email-send-worker', subject: 'emailsend', consumer: CONSUMER.emailSend, messages: 5 },
  ])("is the number of $worker's messages that wait", async ({ worker, subject, consumer, messages }) => {
    const trigger = await triggerOf(worker);
    expect(trigger).toMatchObject({ stream: `${NAMESPACE}_${consumer.stream}`, consumer: consumer.durable });
    expect(await readLag(trigger)).toBe(0);
    const ids = Array.from({ length: messages }, (_, index) => `${subject}-${index}`);
    await Promise.all(ids.map((messageId) => messaging.publish({ subject, messageId, body: '{}' })));
    expect(await readLag(trigger)).toBe(messages);
  });
});

type Trigger = Readonly<Record<string, string>>;

async function triggerOf(worker: string): Promise<Trigger> {
  const manifests = await render(...CLUSTER.args, '--set', `nats.namespace=${NAMESPACE}`);
  const scaled = ofKind<IScaledObject>(manifests, 'ScaledObject').find(({ metadata }) =>
    metadata.name.endsWith(worker),
  );
  const trigger = scaled?.spec?.triggers[0];
  if (trigger?.type !== 'nats-jetstream') throw new Error(`${worker} is not scaled by its lag`);
  return trigger.metadata;
}

interface Monitored {
  readonly account_details?: {
    readonly name: string;
    readonly stream_detail?: {
      readonly name: string;
      readonly consumer_detail?: { name: string; num_pending: number; num_ack_pending: number }[];
    }[];
  }[];
}

/** As KEDA's scaler `nats-jetstream` reads it: what waits and what is held, of one consumer of one stream of one account. */
async function readLag({ account, stream, consumer }: Trigger): Promise<number | undefined> {
  const url = `http://127.0.0.1:${nats.monitorPort}/jsz?acc=${account}&consumers=true&config=true`;
  const { account_details = [] } = (await (await fetch(url)).json()) as Monitored;
  const found = account_details
    .find(({ name }) => name === account)
    ?.stream_detail?.find(({ name }) => name === stream)
    ?.consumer_detail?.find(({ name }) => name === consumer);
  return found && found.num_pending + found.num_ack_pending;
}
