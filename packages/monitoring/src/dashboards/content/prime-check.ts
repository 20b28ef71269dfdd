import { METRICS } from '@ballast/telemetry';
import { over } from '../../promql/operators.ts';
import { type DashboardDefinition, heat, lines, number, stacked } from '../define/panel.ts';
import { bucketsPerSecond, meanOf, observedPerSecond, perSecond, quantileOf, totalNow } from '../define/scoped.ts';

const { primeCheck, mail } = METRICS;

export const primeCheckDetails: DashboardDefinition = {
  title: 'Prime Check Details',
  description: 'From an accepted number to its verdict and its mail: how many, how long, and what became of them.',
  rows: [
    {
      title: 'At a glance',
      panels: [
        number({
          title: 'Numbers decided',
          description: 'Messages whose verdict was stored, in a second.',
          unit: 'messagesPerSecond',
          queries: [{ expr: perSecond(primeCheck.requests, [], { status: 'stored' }), legend: 'decided' }],
        }),
        number({
          title: 'Time to verdict, p95',
          description: 'From acceptance to the commit of the verdict, outages and redrives included.',
          unit: 'seconds',
          limits: { warning: 2, critical: 5 },
          queries: [{ expr: quantileOf(0.95, primeCheck.timeToVerdict), legend: 'p95' }],
        }),
        number({
          title: 'Share of primes',
          description: 'Primes among what was decided: of random numbers of n digits about one in 2.3 n is one.',
          unit: 'share',
          queries: [
            {
              expr: over(
                perSecond(primeCheck.requests, [], { status: 'stored', result: 'prime' }),
                perSecond(primeCheck.requests, [], { status: 'stored' }),
              ),
              legend: 'primes',
            },
          ],
        }),
        number({
          title: 'Checks that wait',
          description:
            'Checks that wait for a worker thread now. Where it stays above the number of threads, add workers.',
          unit: 'count',
          queries: [
            {
              expr: totalNow(primeCheck.threadsWaiting),
              legend: 'waiting',
              quiet: 'the numbers of the load are decided faster than they arrive',
            },
          ],
        }),
      ],
    },
    {
      title: 'What becomes of requests',
      panels: [
        stacked({
          title: 'Messages by status',
          description:
            'Stored is the usual end; already decided is a redelivery that found its verdict; retry, dead and unavailable are failures.',
          unit: 'messagesPerSecond',
          queries: [{ expr: perSecond(primeCheck.requests, ['status']), legend: '{{status}}' }],
        }),
        stacked({
          title: 'Verdicts',
          description: 'What is known of the numbers when their message ends; none where there is no verdict.',
          unit: 'messagesPerSecond',
          queries: [{ expr: perSecond(primeCheck.requests, ['result']), legend: '{{result}}' }],
        }),
        lines({
          title: 'Time to verdict',
          description: 'From acceptance to the commit of the verdict. The objective counts what is over 10 s.',
          unit: 'seconds',
          queries: [
            { expr: quantileOf(0.5, primeCheck.timeToVerdict), legend: 'p50', exemplars: true },
            { expr: quantileOf(0.95, primeCheck.timeToVerdict), legend: 'p95' },
            { expr: quantileOf(0.99, primeCheck.timeToVerdict), legend: 'p99' },
          ],
        }),
        heat({
          title: 'Time to verdict, all',
          description:
            'How many verdicts took how long. Two bands are two kinds of requests: at once, and after a retry.',
          unit: 'seconds',
          queries: [{ expr: bucketsPerSecond(primeCheck.timeToVerdict), legend: '{{le}}' }],
        }),
      ],
    },
    {
      title: 'The computing',
      panels: [
        lines({
          title: 'Duration of a check by digits, p95',
          description: 'Waiting for a thread included. Long numbers are slower: compare a line with itself.',
          unit: 'seconds',
          queries: [
            {
              expr: quantileOf(0.95, primeCheck.duration, ['number_length']),
              legend: '{{number_length}} digits',
              exemplars: true,
            },
          ],
        }),
        stacked({
          title: 'Checks by digits',
          description: 'How long the numbers are that people ask about.',
          unit: 'perSecond',
          queries: [
            { expr: observedPerSecond(primeCheck.duration, ['number_length']), legend: '{{number_length}} digits' },
          ],
        }),
        lines({
          title: 'Worker threads',
          description: 'Threads that compute, and checks that wait for one.',
          unit: 'count',
          queries: [
            {
              expr: totalNow(primeCheck.threadsBusy, ['instance']),
              legend: 'busy {{instance}}',
              quiet: 'a check of the load is over between two scrapes',
            },
            {
              expr: totalNow(primeCheck.threadsWaiting, ['instance']),
              legend: 'waiting {{instance}}',
              quiet: 'the numbers of the load are decided faster than they arrive',
            },
          ],
        }),
        lines({
          title: 'Verdicts in one transaction',
          description: 'Groups grow under load: they are what keeps the database ahead.',
          unit: 'count',
          queries: [{ expr: meanOf(primeCheck.verdictGroup), legend: 'mean' }],
        }),
      ],
    },
    {
      title: 'Mails',
      panels: [
        stacked({
          title: 'Mails by status',
          description: 'Sent is the usual end; refused and expired ones need a look, put off ones come again.',
          unit: 'messagesPerSecond',
          queries: [{ expr: perSecond(mail.sent, ['status']), legend: '{{status}}' }],
        }),
        lines({
          title: 'Time to the mail, p95',
          description: 'From what the mail is about to the mail server’s word that it has it.',
          unit: 'seconds',
          queries: [{ expr: quantileOf(0.95, mail.timeToMail, ['kind']), legend: '{{kind}}', exemplars: true }],
        }),
        lines({
          title: 'Time of sending',
          description: 'What the mail server takes, the wait for a connection included.',
          unit: 'seconds',
          queries: [
            { expr: quantileOf(0.5, mail.duration), legend: 'p50' },
            { expr: quantileOf(0.99, mail.duration), legend: 'p99', exemplars: true },
          ],
        }),
      ],
    },
  ],
};
