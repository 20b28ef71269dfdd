import { METRICS } from '@ballast/telemetry';
import { over } from '../../promql/operators.ts';
import { type DashboardDefinition, lines, number, ranking, stacked, states } from '../define/panel.ts';
import { highestOf, perSecond, quantileOf, topTen } from '../define/scoped.ts';

const { http, mail, messaging, outbox, redrives } = METRICS;
const SERVER_ERRORS = { status: { like: '5..' } } as const;
const CLIENT_ERRORS = { status: { like: '4..' } } as const;
const NOT_ANSWERED = ['refused', 'expired', 'put_off', 'unavailable', 'unknown'] as const;

export const errorAnalysis: DashboardDefinition = {
  title: 'Error Analysis',
  description: 'What goes wrong, where, and how it is dealt with: answers, handlings, mails, breakers.',
  rows: [
    {
      title: 'At a glance',
      panels: [
        number({
          title: 'Share of requests that failed',
          description: 'Answers with a status of 500 or more among all answers.',
          unit: 'share',
          limits: { warning: 0.01, critical: 0.05 },
          queries: [
            {
              expr: over(perSecond(http.requests, [], SERVER_ERRORS), perSecond(http.requests)),
              legend: 'errors',
              quiet: 'the web server answers all requests of the load',
            },
          ],
        }),
        number({
          title: 'Handlings that failed',
          description: 'Deliveries whose handling failed, whatever was done about it.',
          unit: 'perSecond',
          queries: [{ expr: perSecond(messaging.failures), legend: 'failures' }],
        }),
        number({
          title: 'Messages that died',
          description: 'Dead letters published: they wait for somebody on the page of dead letters.',
          unit: 'perSecond',
          queries: [{ expr: perSecond(messaging.deadLetters), legend: 'dead' }],
        }),
        number({
          title: 'Mails that failed',
          description: 'Tries whose mail was not taken, those included that come again.',
          unit: 'perSecond',
          queries: [{ expr: perSecond(mail.sent, [], { status: NOT_ANSWERED }), legend: 'failed' }],
        }),
      ],
    },
    {
      title: 'Requests',
      panels: [
        stacked({
          title: 'Answers by status',
          description: 'All requests by the status of their answer.',
          unit: 'requestsPerSecond',
          queries: [{ expr: perSecond(http.requests, ['status']), legend: '{{status}}' }],
        }),
        ranking({
          title: 'Routes that fail most',
          description: 'Answers with a status of 500 or more by route, the worst ten.',
          unit: 'requestsPerSecond',
          queries: [
            {
              expr: topTen(perSecond(http.requests, ['method', 'route', 'status'], SERVER_ERRORS)),
              legend: '{{method}} {{route}} {{status}}',
              quiet: 'the web server answers all requests of the load',
            },
          ],
        }),
        ranking({
          title: 'Routes that refuse most',
          description: 'Answers with a status of 400 to 499 by route, the first ten: bad input, missing keys, limits.',
          unit: 'requestsPerSecond',
          queries: [
            {
              expr: topTen(perSecond(http.requests, ['method', 'route', 'status'], CLIENT_ERRORS)),
              legend: '{{method}} {{route}} {{status}}',
            },
          ],
        }),
        lines({
          title: 'Requests shed and connections refused',
          description: 'Turned away at the door because the process had too much to do, or too many connections.',
          unit: 'perSecond',
          queries: [
            {
              expr: perSecond(http.shed, ['reason']),
              legend: 'shed: {{reason}}',
              quiet: 'the load stays below what a process can do',
            },
            {
              expr: perSecond(http.connectionsRefused, ['reason']),
              legend: 'refused: {{reason}}',
              quiet: 'the load opens few connections',
            },
          ],
        }),
      ],
    },
    {
      title: 'Handlings',
      panels: [
        stacked({
          title: 'Failures by class',
          description: 'Transient and unavailable ones are tried again; permanent ones and poison are dead at once.',
          unit: 'perSecond',
          queries: [{ expr: perSecond(messaging.failures, ['consumer', 'class']), legend: '{{consumer}} {{class}}' }],
        }),
        stacked({
          title: 'Dead letters by type',
          description: 'What was given up, by consumer.',
          unit: 'perSecond',
          queries: [{ expr: perSecond(messaging.deadLetters, ['consumer', 'type']), legend: '{{consumer}} {{type}}' }],
        }),
        lines({
          title: 'Share of deliveries that failed',
          description: 'Retried, dead and put back deliveries among all, by consumer.',
          unit: 'share',
          queries: [
            {
              expr: over(
                perSecond(messaging.deliveries, ['consumer'], { outcome: { not: ['done', 'deferred', 'skipped'] } }),
                perSecond(messaging.deliveries, ['consumer']),
              ),
              legend: '{{consumer}}',
            },
          ],
        }),
        lines({
          title: 'Redeliveries and suspects',
          description:
            'Messages that came again, and those run alone because an earlier delivery may have killed its worker.',
          unit: 'messagesPerSecond',
          queries: [
            { expr: perSecond(messaging.redeliveries, ['consumer']), legend: '{{consumer}} again' },
            {
              expr: perSecond(messaging.suspects, ['consumer']),
              legend: '{{consumer}} alone',
              quiet: 'no message of the load kills its worker',
            },
          ],
        }),
        states({
          title: 'Circuit breakers',
          description: 'Open while what a consumer needs is away: nothing is lost, and nothing is tried in vain.',
          unit: 'count',
          limits: { warning: 1, critical: 2 },
          words: { 0: 'closed', 1: 'half open', 2: 'open' },
          queries: [
            {
              expr: highestOf(messaging.breakerState, ['consumer', 'dependency']),
              legend: '{{consumer}} → {{dependency}}',
              quiet: 'an outage of the load is over between two scrapes',
            },
          ],
        }),
        lines({
          title: 'Changes of circuit breakers',
          description: 'Many changes to half open that end open again are an outage that goes on.',
          unit: 'perSecond',
          queries: [
            {
              expr: perSecond(messaging.breakerTransitions, ['consumer', 'dependency', 'to']),
              legend: '{{consumer}} → {{dependency}} {{to}}',
            },
          ],
        }),
      ],
    },
    {
      title: 'Mails, outbox, redrives',
      panels: [
        stacked({
          title: 'Mails that were not taken',
          description: 'Put off and unavailable come again; refused and expired do not.',
          unit: 'perSecond',
          queries: [{ expr: perSecond(mail.sent, ['status'], { status: NOT_ANSWERED }), legend: '{{status}}' }],
        }),
        lines({
          title: 'Rows that could not be published',
          description: 'Refused rows are tried again, buried ones are dead letters.',
          unit: 'rowsPerSecond',
          queries: [
            {
              expr: perSecond(outbox.published, ['subject', 'result'], { result: ['refused', 'buried'] }),
              legend: '{{subject}} {{result}}',
              quiet: 'the broker takes every row of the load',
            },
          ],
        }),
        lines({
          title: 'Redrives that were refused',
          description: 'Items of redrive jobs that could not be sent again, by reason.',
          unit: 'perSecond',
          queries: [
            {
              expr: perSecond(redrives.refused, ['code']),
              legend: '{{code}}',
              quiet: 'all that the load redrives may be redriven',
            },
          ],
        }),
        lines({
          title: 'Slow handlings, p99',
          description: 'What is slow today fails tomorrow: the time of processing by consumer.',
          unit: 'seconds',
          queries: [{ expr: quantileOf(0.99, messaging.processing, ['consumer']), legend: '{{consumer}}' }],
        }),
      ],
    },
  ],
};
