import { METRICS } from '@ballast/telemetry';
import { failures, shareOfFailures } from '../../alerts/burn-rates.ts';
import { IN_TIME, OBJECTIVE } from '../../alerts/objectives.ts';
import { minus, over } from '../../promql/operators.ts';
import { series } from '../../promql/series.ts';
import { type DashboardDefinition, lines, number, ranking } from '../define/panel.ts';
import { quantileOf } from '../define/scoped.ts';

const { http, mail, primeCheck } = METRICS;
const BUDGET = 1 - OBJECTIVE;
const PERCENT = `${OBJECTIVE * 100} %`;

const share = (window: Parameters<typeof shareOfFailures>[0]) => series(shareOfFailures(window));
/** How many times as fast as the budget lasts it is spent. */
const burn = (window: Parameters<typeof shareOfFailures>[0]) => over(share(window), Number(BUDGET.toFixed(6)));

export const slo: DashboardDefinition = {
  title: 'SLO',
  description: `What users are promised: ${PERCENT} of all requests answered, and in time; verdicts within ${IN_TIME.verdict} s, mails within ${IN_TIME.mail} s.`,
  rows: [
    {
      title: 'Objectives',
      panels: [
        ranking({
          title: 'Kept in the last 3 days',
          description: `Share of what was good, by objective. Each is to be ${PERCENT}.`,
          unit: 'share',
          limits: { warning: 0.9999, critical: OBJECTIVE, below: true },
          queries: [{ expr: minus(1, share('3d')), legend: '{{slo}}' }],
        }),
        ranking({
          title: 'Kept in the last hour',
          description: `Share of what was good, by objective. Each is to be ${PERCENT}.`,
          unit: 'share',
          limits: { warning: 0.9999, critical: OBJECTIVE, below: true },
          queries: [{ expr: minus(1, share('1h')), legend: '{{slo}}' }],
        }),
        ranking({
          title: 'Failures in the last 3 days',
          description: 'How many requests, verdicts and mails were not as promised.',
          unit: 'count',
          queries: [{ expr: series(failures('3d')), legend: '{{slo}}' }],
        }),
        ranking({
          title: 'Budget that 3 days have spent',
          description: 'Share of a month’s error budget that the last 3 days have used. 10 % is what they may.',
          unit: 'share',
          limits: { warning: 0.1, critical: 0.5 },
          // Three of the month's thirty days.
          queries: [{ expr: over(burn('3d'), 10), legend: '{{slo}}' }],
        }),
      ],
    },
    {
      title: 'How fast the budgets are spent',
      panels: [
        lines({
          title: 'Burn rate, 1 h',
          description: 'At 1 a budget lasts exactly its month. Over 14.4, in 1 h and in 5 min, somebody is called.',
          unit: 'count',
          limits: { warning: 6, critical: 14.4 },
          queries: [{ expr: burn('1h'), legend: '{{slo}}' }],
        }),
        lines({
          title: 'Burn rate, 5 min',
          description: 'The short window of the same alert: it falls soon after the fault is over.',
          unit: 'count',
          limits: { warning: 6, critical: 14.4 },
          queries: [{ expr: burn('5m'), legend: '{{slo}}' }],
        }),
        lines({
          title: 'Burn rate, 6 h and 30 min',
          description: 'Over 6 in both windows somebody is called.',
          unit: 'count',
          limits: { warning: 3, critical: 6 },
          queries: [
            { expr: burn('6h'), legend: '{{slo}} 6 h' },
            { expr: burn('30m'), legend: '{{slo}} 30 min' },
          ],
        }),
        lines({
          title: 'Burn rate, 1 d and 2 h',
          description: 'Over 3 in both windows there is a warning.',
          unit: 'count',
          limits: { warning: 1, critical: 3 },
          queries: [
            { expr: burn('1d'), legend: '{{slo}} 1 d' },
            { expr: burn('2h'), legend: '{{slo}} 2 h' },
          ],
        }),
      ],
    },
    {
      title: 'What the objectives are measured by',
      panels: [
        number({
          title: 'Answer, p99',
          description: `The objective counts answers slower than ${IN_TIME.answer} s.`,
          unit: 'seconds',
          width: 8,
          limits: { warning: IN_TIME.answer / 2, critical: IN_TIME.answer },
          queries: [{ expr: quantileOf(0.99, http.duration), legend: 'p99', exemplars: true }],
        }),
        number({
          title: 'Verdict, p99',
          description: `The objective counts verdicts later than ${IN_TIME.verdict} s, and dead letters.`,
          unit: 'seconds',
          width: 8,
          limits: { warning: IN_TIME.verdict / 2, critical: IN_TIME.verdict },
          queries: [{ expr: quantileOf(0.99, primeCheck.timeToVerdict), legend: 'p99', exemplars: true }],
        }),
        number({
          title: 'Mail, p99',
          description: `The objective counts mails later than ${IN_TIME.mail} s, and dead letters.`,
          unit: 'seconds',
          width: 8,
          limits: { warning: IN_TIME.mail / 2, critical: IN_TIME.mail },
          queries: [{ expr: quantileOf(0.99, mail.timeToMail), legend: 'p99', exemplars: true }],
        }),
      ],
    },
  ],
};
