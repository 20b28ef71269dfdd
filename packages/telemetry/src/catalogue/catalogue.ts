import { broker, brokerServer } from './broker.ts';
import { deadLetters, redrives } from './dead-letters.ts';
import type { MetricDefinition } from './define-metric.ts';
import { database, processes } from './every-process.ts';
import { machine, mysqlServer, redis } from './foreign.ts';
import { http, limits } from './http.ts';
import { hub } from './hub.ts';
import { ledger, upkeep } from './ledger.ts';
import { messaging } from './messaging.ts';
import { outbox } from './outbox.ts';
import { mail, primeCheck } from './workers.ts';

/** Every metric of Ballast, by area. Processes make their metrics from it; dashboards, alerts and the reference read it. */
export const METRICS = {
  http,
  limits,
  hub,
  outbox,
  messaging,
  primeCheck,
  mail,
  deadLetters,
  redrives,
  ledger,
  upkeep,
  broker,
  brokerServer,
  database,
  processes,
} as const;

/** What others export and we read. */
export const FOREIGN_METRICS = { redis, mysqlServer, machine } as const;

/** The catalogue as a list: our own metrics, then the foreign ones. */
export function allMetrics(): readonly MetricDefinition[] {
  return [...Object.values(METRICS), ...Object.values(FOREIGN_METRICS)].flatMap((area) =>
    Object.values<MetricDefinition>(area),
  );
}
