import type { Database } from '@ballast/database';
import type { Messaging } from '@ballast/messaging';
import { createLogger, createMetrics } from '@ballast/telemetry';
import type { DrainPorts } from '../src/drain-subject.ts';
import { Relay, type RelayLimits } from '../src/relay.ts';
import { createRelayMetrics } from '../src/relay-metrics.ts';
import { SubjectPauses } from '../src/subject-pauses.ts';

export const silent = createLogger({ service: 'test', level: 'silent' });

export interface RelayBench {
  readonly relay: Relay;
  readonly pauses: SubjectPauses;
  /** One pass, and everything it started. */
  runOnce(): Promise<void>;
  /** Passes until nothing asks for another one. */
  runUntilIdle(): Promise<void>;
  /** A metric as `/metrics` would show it. */
  metric(name: string, labels: Record<string, string>): Promise<number>;
  close(): Promise<void>;
}

export function createRelayBench(
  ports: { db: Database; messaging: DrainPorts['messaging'] } & Partial<Pick<DrainPorts, 'logger' | 'onHalt'>>,
  limits: Partial<RelayLimits> = {},
): RelayBench {
  const metrics = createMetrics('test');
  const pauses = new SubjectPauses();
  let isPassWanted = false;
  const relay = new Relay(
    {
      logger: silent,
      instance: 'test',
      metrics: createRelayMetrics(metrics),
      pauses,
      onProgress: () => undefined,
      ...ports,
    },
    // No test is about a machine that stands still for longer than a transaction may last.
    { batchSize: 200, maxInFlight: 128, deadlineMs: 30_000, turnMs: 1_000, maxDrains: 6, ...limits },
    () => {
      isPassWanted = true;
    },
  );
  const runOnce = async () => {
    isPassWanted = false;
    await relay.pass();
    await relay.settled();
  };
  return {
    relay,
    pauses,
    runOnce,
    runUntilIdle: async () => {
      do await runOnce();
      while (isPassWanted);
    },
    metric: async (name, labels) => {
      const found = await metrics.registry.getSingleMetric(name)?.get();
      const matching = found?.values.filter((value) =>
        Object.entries(labels).every(([label, wanted]) => value.labels[label] === wanted),
      );
      return matching?.reduce((sum, value) => sum + value.value, 0) ?? Number.NaN;
    },
    close: () => relay.close(),
  };
}

/** A broker that does with each publish what the test says, and is the given one otherwise. */
export function withPublish(messaging: Messaging, publish: Messaging['publish']): DrainPorts['messaging'] {
  return {
    publish,
    streamCreated: (stream) => messaging.streamCreated(stream),
    streamForSubject: (subject) => messaging.streamForSubject(subject),
    notify: (subject, data) => messaging.notify(subject, data),
  };
}
