import { deadLetters, redrives } from './dead-letters.ts';
import type { MetricDefinition } from './define-metric.ts';
import { http, limits } from './http.ts';
import { ledger, upkeep } from './ledger.ts';
import { messaging } from './messaging.ts';
import { outbox } from './outbox.ts';
import { mail, primeCheck } from './workers.ts';

/** Every metric of Ballast, by area. Processes make their metrics from it; dashboards, alerts and the reference read it. */
export const METRICS = {
  http,
  limits,
  outbox,
  messaging,
  primeCheck,
  mail,
  deadLetters,
  redrives,
  ledger,
  upkeep,
} as const;

/** The catalogue as a list. */
export function allMetrics(): readonly MetricDefinition[] {
  return Object.values(METRICS).flatMap((area) => Object.values<MetricDefinition>(area));
}
