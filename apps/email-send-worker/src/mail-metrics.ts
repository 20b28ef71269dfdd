import { METRICS, type Metrics } from '@ballast/telemetry';

/**
 * What became of a mail at one try. `refused`: for good (5xx). `put_off`: for now (4xx, or a connection that broke).
 * `unavailable`: the server could not be used. `unknown`: handed over whole, and no answer came or it could not be stored.
 */
const MAIL_STATUSES = ['sent', 'suppressed', 'expired', 'refused', 'put_off', 'unavailable', 'unknown'] as const;
export type MailStatus = (typeof MAIL_STATUSES)[number];

export type MailMetrics = ReturnType<typeof createMailMetrics>;

export function createMailMetrics(metrics: Metrics) {
  return {
    mails: metrics.counter(METRICS.mail.sent),
    duration: metrics.histogram(METRICS.mail.duration),
  };
}
