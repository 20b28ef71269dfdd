// Long because it is one table: every panel of one dashboard, from the question whether all is well to its parts.
import { METRICS } from '@ballast/telemetry';
import { NODE } from '../../prometheus/node-metrics.ts';
import { ALERTS, UP } from '../../prometheus/own-metrics.ts';
import { count, now, sum } from '../../promql/functions.ts';
import { minus, over } from '../../promql/operators.ts';
import { series } from '../../promql/series.ts';
import { ageWhereAny } from '../define/age.ts';
import { type DashboardDefinition, lines, number, ranking, stacked, states } from '../define/panel.ts';
import { gaugeOf, highestOf, meanOf, observedPerSecond, perSecond, quantileOf, totalNow } from '../define/scoped.ts';

const { broker, database, deadLetters, http, ledger, mail, outbox, primeCheck, processes, upkeep } = METRICS;

export const systemOverview: DashboardDefinition = {
  title: 'System Overview',
  description:
    'Is all well? What comes in, what goes out, what waits, and whether everything accepted is accounted for.',
  rows: [
    {
      title: 'Is all well?',
      panels: [
        number({
          title: 'Targets that do not answer',
          description: 'Processes and exporters whose last scrape failed.',
          unit: 'count',
          limits: { warning: 1, critical: 2 },
          queries: [
            {
              expr: minus(count(gaugeOf(UP)), sum(gaugeOf(UP))),
              legend: 'down',
              quiet: 'all processes are up again when the dashboards are looked at',
            },
          ],
        }),
        number({
          title: 'Share of requests that failed',
          description: 'Answers with a status of 500 or more among all answers.',
          unit: 'share',
          limits: { warning: 0.01, critical: 0.05 },
          queries: [
            {
              expr: over(perSecond(http.requests, [], { status: { like: '5..' } }), perSecond(http.requests)),
              legend: 'errors',
              quiet: 'the web server answers all requests of the load',
            },
          ],
        }),
        number({
          title: 'Answer, p95',
          description: 'Below this time are 95 % of all answers.',
          unit: 'seconds',
          limits: { warning: 2, critical: 5 },
          queries: [{ expr: quantileOf(0.95, http.duration), legend: 'p95' }],
        }),
        number({
          title: 'Not accounted for',
          description: 'Accepted requests and mails that nothing will move, or whose row is gone. It must be 0.',
          unit: 'count',
          limits: { warning: 1, critical: 1 },
          queries: [
            { expr: totalNow(ledger.unaccounted), legend: 'nothing moves', quiet: 'the platform loses nothing' },
            { expr: totalNow(ledger.missing), legend: 'gone', quiet: 'the platform loses nothing' },
          ],
        }),
        number({
          title: 'Messages that wait',
          description: 'Not delivered to any consumer yet.',
          unit: 'count',
          limits: { warning: 500, critical: 1_000 },
          queries: [
            { expr: totalNow(broker.consumerPending), legend: 'pending', quiet: 'consumers keep up with the load' },
          ],
        }),
        number({
          title: 'Dead letters pending',
          description: 'They wait for somebody to act.',
          unit: 'count',
          limits: { warning: 50, critical: 100 },
          queries: [{ expr: totalNow(deadLetters.pending), legend: 'pending' }],
        }),
        number({
          title: 'Oldest row in the outbox',
          description: 'How long the oldest unpublished row has been waiting.',
          unit: 'seconds',
          limits: { warning: 30, critical: 120 },
          queries: [
            {
              expr: ageWhereAny(highestOf(outbox.oldest)),
              legend: 'age',
              quiet: 'rows are published faster than the outbox is measured',
            },
          ],
        }),
        number({
          title: 'Alerts that fire',
          description: 'Alerts that fire now, the watchdog included, which always does.',
          unit: 'count',
          queries: [
            {
              expr: count(series(ALERTS, { alertstate: 'firing' })),
              legend: 'firing',
            },
          ],
        }),
      ],
    },
    {
      title: 'What comes in',
      panels: [
        stacked({
          title: 'Requests by route',
          description: 'Answers of the web server, without event streams.',
          unit: 'requestsPerSecond',
          queries: [{ expr: perSecond(http.requests, ['method', 'route']), legend: '{{method}} {{route}}' }],
        }),
        lines({
          title: 'Answer',
          description: 'From a request’s arrival to the end of its answer. Points lead to traces.',
          unit: 'seconds',
          limits: { warning: 2, critical: 5 },
          queries: [
            { expr: quantileOf(0.5, http.duration), legend: 'p50' },
            { expr: quantileOf(0.95, http.duration), legend: 'p95' },
            { expr: quantileOf(0.99, http.duration), legend: 'p99', exemplars: true },
          ],
        }),
        lines({
          title: 'Requests in one transaction',
          description: 'Mean size of the groups in which requests are taken, and requests that wait for one.',
          unit: 'count',
          queries: [
            { expr: meanOf(http.intakeGroup, ['lane']), legend: 'group, {{lane}}' },
            {
              expr: totalNow(http.intakeWaiting, ['lane']),
              legend: 'waiting, {{lane}}',
              quiet: 'a wait of the load is over between two scrapes',
            },
          ],
        }),
        lines({
          title: 'Event streams open',
          description: 'Pages that wait for a verdict, or watch the operators’ events.',
          unit: 'count',
          queries: [{ expr: totalNow(http.eventStreams), legend: 'open' }],
        }),
      ],
    },
    {
      title: 'What goes on',
      panels: [
        lines({
          title: 'From acceptance to the end, p95',
          description: 'Time to the verdict, and to the mail server’s word that it has the mail.',
          unit: 'seconds',
          queries: [
            { expr: quantileOf(0.95, primeCheck.timeToVerdict), legend: 'verdict', exemplars: true },
            { expr: quantileOf(0.95, mail.timeToMail), legend: 'mail', exemplars: true },
          ],
        }),
        lines({
          title: 'The same work at each step',
          description: 'Lines that part say where work piles up.',
          unit: 'perSecond',
          queries: [
            { expr: observedPerSecond(http.intakeGroup), legend: 'groups accepted' },
            { expr: perSecond(outbox.published, [], { result: 'stored' }), legend: 'published' },
            { expr: perSecond(primeCheck.requests, [], { status: 'stored' }), legend: 'decided' },
            { expr: perSecond(mail.sent, [], { status: 'sent' }), legend: 'mails sent' },
          ],
        }),
        lines({
          title: 'Statements of the database, p95',
          description: 'Time up to the end of the answer, by process: where it rises for all, the database is slow.',
          unit: 'seconds',
          queries: [{ expr: quantileOf(0.95, database.queries, ['job']), legend: '{{job}}' }],
        }),
        states({
          title: 'Processes',
          description: 'Whether Prometheus could scrape each target.',
          unit: 'count',
          limits: { warning: 1, critical: 0.5, below: true },
          words: { 0: 'down', 1: 'up' },
          queries: [{ expr: gaugeOf(UP), legend: '{{job}} {{instance}}' }],
        }),
      ],
    },
    {
      title: 'Workers',
      panels: [
        ranking({
          title: 'Instances by service',
          description: 'By what their row says. One that fell silent is unhealthy until its row is too old.',
          unit: 'count',
          queries: [{ expr: highestOf(upkeep.workers, ['app', 'status']), legend: '{{app}} {{status}}' }],
        }),
        lines({
          title: 'Last sign of progress',
          description:
            'Age of the newest heartbeat of each service. It grows where all of its instances are stalled, though they may be up.',
          unit: 'seconds',
          limits: { warning: 30, critical: 60 },
          queries: [{ expr: ageWhereAny(highestOf(upkeep.newestHeartbeat, ['app'])), legend: '{{app}}' }],
        }),
        lines({
          title: 'Last sign of progress by process',
          description: 'What each process says of itself.',
          unit: 'seconds',
          limits: { warning: 30, critical: 60 },
          queries: [
            {
              expr: ageWhereAny(highestOf(processes.lastHeartbeat, ['job', 'instance'])),
              legend: '{{job}} {{instance}}',
            },
          ],
        }),
        lines({
          title: 'Age of processes',
          description: 'A line that falls to 0 is a restart: a deploy, or a crash.',
          unit: 'seconds',
          queries: [
            { expr: minus(now, highestOf(NODE.processStart, ['job', 'instance'])), legend: '{{job}} {{instance}}' },
            {
              expr: perSecond(upkeep.silentWorkers),
              legend: 'fell silent, a second',
              quiet: 'no worker is silent for as long as it takes to be noticed',
            },
          ],
        }),
      ],
    },
    {
      title: 'The ledger',
      panels: [
        lines({
          title: 'Put back by the reconciler',
          description: 'Requests and mails whose message was gone and that were enqueued again.',
          unit: 'perSecond',
          queries: [
            {
              expr: perSecond(ledger.reenqueued, ['ledger', 'reason']),
              legend: '{{ledger}} {{reason}}',
              quiet: 'the broker of the load loses nothing',
            },
          ],
        }),
        lines({
          title: 'Open requests looked at',
          description: 'What the reconciler found of what is open: moving is well.',
          unit: 'perSecond',
          queries: [
            {
              expr: perSecond(ledger.looked, ['ledger', 'finding']),
              legend: '{{ledger}} {{finding}}',
              quiet: 'nothing of the load is open for as long as the reconciler waits',
            },
          ],
        }),
        lines({
          title: 'Drift of the counters',
          description: 'By how much the counters were off at the last recount. It must be 0.',
          unit: 'count',
          queries: [
            { expr: highestOf(ledger.drift, ['ledger']), legend: '{{ledger}}', quiet: 'the counters are right' },
          ],
        }),
        lines({
          title: 'Last rounds',
          description: 'How long ago everything open was looked at, recounted, and what is too old was deleted.',
          unit: 'seconds',
          queries: [
            { expr: ageWhereAny(highestOf(ledger.lastSweep)), legend: 'looked at' },
            {
              expr: ageWhereAny(highestOf(ledger.lastRecount)),
              legend: 'recounted',
              quiet: 'the first recount comes later than the load',
            },
            {
              expr: ageWhereAny(highestOf(upkeep.lastRetention)),
              legend: 'deleted',
              quiet: 'the first round comes later than the load',
            },
            { expr: minus(now, highestOf(outbox.lastPass)), legend: 'outbox looked at' },
          ],
        }),
        lines({
          title: 'Duration of a round, p99',
          description: 'One look at everything that is open.',
          unit: 'seconds',
          queries: [{ expr: quantileOf(0.99, ledger.sweepSeconds), legend: 'p99' }],
        }),
        stacked({
          title: 'Rows deleted because they were too old',
          description: 'By what they were. It comes in waves: retention looks now and then.',
          unit: 'rowsPerSecond',
          queries: [
            {
              expr: perSecond(upkeep.purged, ['what']),
              legend: '{{what}}',
              quiet: 'nothing of the load is that old',
            },
          ],
        }),
      ],
    },
  ],
};
