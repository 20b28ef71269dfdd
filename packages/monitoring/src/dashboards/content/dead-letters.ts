import { METRICS } from '@ballast/telemetry';
import { over } from '../../promql/operators.ts';
import { ageWhereAny } from '../define/age.ts';
import { type DashboardDefinition, lines, number, ranking, stacked } from '../define/panel.ts';
import { highestOf, meanOf, perSecond, quantileOf, totalNow } from '../define/scoped.ts';

const { deadLetters, redrives } = METRICS;

export const deadLettersDashboard: DashboardDefinition = {
  title: 'Dead Letters',
  description: 'What was given up: how much waits, how it gets into the database, and how it is sent again.',
  rows: [
    {
      title: 'At a glance',
      panels: [
        number({
          title: 'Pending letters',
          description: 'Dead letters that wait for somebody to act. Over 50 warns, over 100 for 5 minutes warns again.',
          unit: 'count',
          limits: { warning: 50, critical: 100 },
          queries: [{ expr: totalNow(deadLetters.pending), legend: 'pending' }],
        }),
        number({
          title: 'Oldest pending letter',
          description: 'How long the oldest of them has been waiting.',
          unit: 'seconds',
          limits: { warning: 3_600, critical: 86_400 },
          queries: [{ expr: ageWhereAny(highestOf(deadLetters.oldestPending)), legend: 'age' }],
        }),
        number({
          title: 'New letters',
          description: 'Letters stored, those included that were known.',
          unit: 'perSecond',
          queries: [{ expr: perSecond(deadLetters.letters), legend: 'new' }],
        }),
        number({
          title: 'Redriven',
          description: 'Letters put back into the outbox.',
          unit: 'perSecond',
          queries: [{ expr: perSecond(redrives.sent), legend: 'sent' }],
        }),
      ],
    },
    {
      title: 'Letters',
      panels: [
        stacked({
          title: 'Pending letters by type',
          description:
            'Transient ones can be sent again as they are; permanent ones need an edit; poison can only be discarded.',
          unit: 'count',
          queries: [{ expr: highestOf(deadLetters.pending, ['subject', 'type']), legend: '{{subject}} {{type}}' }],
        }),
        stacked({
          title: 'Letters by what became of them',
          description: 'Taken from the stream: new ones, known ones, and those whose work was done after all.',
          unit: 'perSecond',
          queries: [{ expr: perSecond(deadLetters.letters, ['fate']), legend: '{{fate}}' }],
        }),
        lines({
          title: 'Way into the database',
          description: 'From a letter in the stream to its row.',
          unit: 'seconds',
          queries: [
            { expr: quantileOf(0.5, deadLetters.lag), legend: 'p50' },
            { expr: quantileOf(0.99, deadLetters.lag), legend: 'p99' },
          ],
        }),
        lines({
          title: 'Letters not stored yet',
          description:
            'In the stream and not in the database: it grows while the database is away, and nothing is lost.',
          unit: 'count',
          queries: [
            {
              expr: highestOf(deadLetters.waiting),
              legend: 'waiting',
              quiet: 'letters are stored faster than they are counted',
            },
            {
              expr: highestOf(deadLetters.overduePending),
              legend: 'pending for too long',
              quiet: 'no letter of the load is months old',
            },
          ],
        }),
        lines({
          title: 'Storing of letters',
          description: 'Duration of the transactions that store them.',
          unit: 'seconds',
          queries: [
            { expr: quantileOf(0.5, deadLetters.batchSeconds), legend: 'p50' },
            { expr: quantileOf(0.99, deadLetters.batchSeconds), legend: 'p99' },
          ],
        }),
        lines({
          title: 'Letters in one transaction',
          description: 'Mean number of letters that one transaction stores.',
          unit: 'count',
          queries: [{ expr: meanOf(deadLetters.batchSize), legend: 'mean' }],
        }),
        stacked({
          title: 'Advisories of the broker',
          description: 'Messages that the broker gave up by itself, because they were delivered too often or ended.',
          unit: 'perSecond',
          queries: [
            {
              expr: perSecond(deadLetters.advisories, ['kind']),
              legend: '{{kind}}',
              quiet: 'workers end messages before the broker does',
            },
          ],
        }),
        lines({
          title: 'Letters removed from the stream',
          description: 'After they were stored. Where it stays at 0 while letters come, the stream fills up.',
          unit: 'perSecond',
          queries: [
            {
              expr: perSecond(deadLetters.streamPurged),
              legend: 'removed',
              quiet: 'the stream is purged less often than the load takes',
            },
          ],
        }),
      ],
    },
    {
      title: 'Redrives',
      panels: [
        stacked({
          title: 'Items of completed jobs by outcome',
          description: 'Succeeded is what the redrive was for; failed came back as a dead letter.',
          unit: 'perSecond',
          queries: [{ expr: perSecond(redrives.items, ['outcome']), legend: '{{outcome}}' }],
        }),
        ranking({
          title: 'Jobs by state',
          description: 'Redrive jobs when last counted.',
          unit: 'count',
          queries: [{ expr: highestOf(redrives.jobs, ['state']), legend: '{{state}}' }],
        }),
        lines({
          title: 'Letters sent and refused',
          description: 'Put back into the outbox, or refused when their turn came.',
          unit: 'perSecond',
          queries: [
            { expr: perSecond(redrives.sent), legend: 'sent' },
            {
              expr: perSecond(redrives.refused),
              legend: 'refused',
              quiet: 'all that the load redrives may be redriven',
            },
          ],
        }),
        lines({
          title: 'Share of redrives that succeed',
          description: 'Of items whose job has ended. A job stops by itself when too much comes back.',
          unit: 'share',
          limits: { warning: 0.9, critical: 0.5, below: true },
          queries: [
            {
              expr: over(perSecond(redrives.items, [], { outcome: 'succeeded' }), perSecond(redrives.items)),
              legend: 'succeeded',
              quiet: 'the load redrives what fails again',
            },
          ],
        }),
        lines({
          title: 'Jobs that ended',
          description: 'Completed, or stopped by themselves because too much came back.',
          unit: 'perSecond',
          queries: [{ expr: perSecond(redrives.ended, ['state']), legend: '{{state}}' }],
        }),
        lines({
          title: 'Step of a job, p99',
          description: 'One transaction of a redrive job.',
          unit: 'seconds',
          queries: [{ expr: quantileOf(0.99, redrives.stepSeconds), legend: 'p99' }],
        }),
      ],
    },
    {
      title: 'Automatic redrives',
      panels: [
        lines({
          title: 'Letters that rules redrove',
          description: 'Active rules send, rules in shadow mode only count what they would have sent.',
          unit: 'perSecond',
          queries: [
            { expr: perSecond(redrives.ruleLetters, ['mode']), legend: '{{mode}}', quiet: 'the load has no rules' },
          ],
        }),
        lines({
          title: 'What held rules back',
          description: 'Times a rule with letters to redrive did not act.',
          unit: 'perSecond',
          queries: [
            { expr: perSecond(redrives.ruleHeld, ['reason']), legend: '{{reason}}', quiet: 'the load has no rules' },
            { expr: perSecond(redrives.ruleFailures), legend: 'failed', quiet: 'the load has no rules' },
          ],
        }),
      ],
    },
  ],
};
