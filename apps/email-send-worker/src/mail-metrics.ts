import type { Metrics } from '@ballast/telemetry';

/**
 * What became of a mail at one try. `refused`: for good (5xx). `put_off`: for now (4xx, or a connection that broke).
 * `unavailable`: the server could not be used. `unknown`: handed over whole, and no answer came or it could not be stored.
 */
const MAIL_STATUSES = ['sent', 'suppressed', 'expired', 'refused', 'put_off', 'unavailable', 'unknown'] as const;
export type MailStatus = (typeof MAIL_STATUSES)[number];

export type MailMetrics = ReturnType<typeof createMailMetrics>;

export function createMailMetrics(metrics: Metrics) {
  return {
    mails: metrics.counter({
      name: 'emails_sent_total',
      help: 'E-mails tried, by what became of them',
      labels: { status: MAIL_STATUSES },
    }),
    duration: metrics.histogram({
      name: 'email_send_duration_seconds',
      help: 'Time from handing a mail to the SMTP pool up to its answer, the wait for a connection included',
      buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60],
    }),
  };
}
