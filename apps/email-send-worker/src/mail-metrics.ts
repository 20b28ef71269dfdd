import { EMAIL_KINDS, type EmailKind } from '@ballast/contracts';
import { METRICS, type Metrics } from '@ballast/telemetry';

/**
 * What became of a mail at one try. `refused`: for good (5xx). `put_off`: for now (4xx, or a connection that broke).
 * `unavailable`: the server could not be used. `unknown`: handed over whole, and no answer came or it could not be stored.
 */
export type MailStatus = (typeof METRICS.mail.sent.labels.status)[number];

/** A newer kind of mail than this process knows shares one label with all others. */
export function kindLabel(kind: string): EmailKind | 'other' {
  return EMAIL_KINDS.find((known) => known === kind) ?? 'other';
}

export type MailMetrics = ReturnType<typeof createMailMetrics>;

export function createMailMetrics(metrics: Metrics) {
  return {
    mails: metrics.counter(METRICS.mail.sent),
    timeToMail: metrics.histogram(METRICS.mail.timeToMail),
    duration: metrics.histogram(METRICS.mail.duration),
  };
}
