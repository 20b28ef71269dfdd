import { EMAIL_KINDS } from '@ballast/contracts';
import { counter, gauge, histogram } from './define-metric.ts';

const primeWorker = ['prime-check-worker'] as const;
const mailWorker = ['email-send-worker'] as const;

/** From a page that waits to a night's outage. */
const TO_THE_END = [0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 30, 60, 300, 900, 3_600, 14_400, 86_400] as const;

/** The work itself: numbers and mails. */
export const primeCheck = {
  requests: counter({
    name: 'prime_check_requests_total',
    help: 'Messages handled, by what became of them and what is known of their number',
    by: primeWorker,
    labels: {
      status: ['stored', 'already_decided', 'retry', 'dead', 'defer', 'unavailable'],
      result: ['prime', 'composite', 'none'],
    },
  }),
  duration: histogram({
    name: 'prime_check_duration_seconds',
    help: 'Time of a check, waiting for a thread included, by the digits of the number',
    unit: 'seconds',
    by: primeWorker,
    labels: { number_length: ['1-10', '11-20', '21-50', '51-100', '101-300', '301-1000', '1001+'] },
    buckets: [0.0001, 0.0005, 0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10, 60],
  }),
  threadsWaiting: gauge({
    name: 'prime_check_threads_waiting',
    help: 'Checks that wait for a worker thread',
    unit: 'count',
    by: primeWorker,
  }),
  threadsBusy: gauge({
    name: 'prime_check_threads_busy',
    help: 'Worker threads that compute',
    unit: 'count',
    by: primeWorker,
  }),
  timeToVerdict: histogram({
    name: 'prime_check_time_to_verdict_seconds',
    help: 'From the acceptance of a request to the commit of its verdict, redrives and outages included',
    unit: 'seconds',
    by: primeWorker,
    buckets: TO_THE_END,
  }),
  verdictGroup: histogram({
    name: 'prime_check_verdict_group_size',
    help: 'Verdicts in one transaction',
    unit: 'count',
    by: primeWorker,
    buckets: [1, 2, 5, 10, 20, 50, 100, 200, 500],
  }),
} as const;

export const mail = {
  sent: counter({
    name: 'emails_sent_total',
    help: 'E-mails tried, by what became of them',
    by: mailWorker,
    labels: { status: ['sent', 'suppressed', 'expired', 'refused', 'put_off', 'unavailable', 'unknown'] },
  }),
  timeToMail: histogram({
    name: 'email_time_to_sent_seconds',
    help: 'From what a mail is about (the acceptance of a request, the making of an account or a wish to sign in) to the server’s word that it has the mail',
    unit: 'seconds',
    by: mailWorker,
    labels: { kind: [...EMAIL_KINDS, 'other'] },
    buckets: TO_THE_END,
  }),
  duration: histogram({
    name: 'email_send_duration_seconds',
    help: 'Time from handing a mail to the SMTP pool up to its answer, the wait for a connection included',
    unit: 'seconds',
    by: mailWorker,
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60],
  }),
} as const;
