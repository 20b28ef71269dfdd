import { METRICS } from '@ballast/telemetry';
import { over } from '../../promql/operators.ts';
import { type DashboardDefinition, heat, lines, number, ranking, stacked } from '../define/panel.ts';
import { bucketsPerSecond, highestOf, perSecond, quantileOf, topTen } from '../define/scoped.ts';

const { http, limits } = METRICS;
const DENIED = { result: ['denied', 'shadow_denied'] } as const;

export const rateLimiting: DashboardDefinition = {
  title: 'Rate Limiting',
  description: 'Who is limited by what, what the limits cost, and whether they still stand on Redis.',
  rows: [
    {
      title: 'At a glance',
      panels: [
        number({
          title: 'Requests denied',
          description: 'Requests that a limit refused.',
          unit: 'requestsPerSecond',
          queries: [{ expr: perSecond(limits.hits, [], { result: 'denied' }), legend: 'denied' }],
        }),
        number({
          title: 'Share denied',
          description: 'Of all decisions. Much of it over long is a limit that ordinary use meets, or an attack.',
          unit: 'share',
          limits: { warning: 0.1, critical: 0.5 },
          queries: [
            { expr: over(perSecond(limits.hits, [], { result: 'denied' }), perSecond(limits.hits)), legend: 'denied' },
          ],
        }),
        number({
          title: 'Decision, p99',
          description: 'Time that a request waits for its limits.',
          unit: 'seconds',
          limits: { warning: 0.025, critical: 0.1 },
          queries: [{ expr: quantileOf(0.99, limits.duration), legend: 'p99' }],
        }),
        number({
          title: 'Limits of the whole system',
          description: 'What global limits are multiplied with, by the load of the system: 100 % is the usual.',
          unit: 'share',
          limits: { warning: 0.99, critical: 0.5, below: true },
          queries: [{ expr: highestOf(limits.capacityFactor), legend: 'factor' }],
        }),
      ],
    },
    {
      title: 'Decisions',
      panels: [
        stacked({
          title: 'Decisions by result',
          description: 'Shadow denied would have been refused by a limit on trial; bypassed are exceptions.',
          unit: 'requestsPerSecond',
          queries: [{ expr: perSecond(limits.hits, ['result']), legend: '{{result}}' }],
        }),
        ranking({
          title: 'Limits that deny most',
          description: 'By policy and endpoint, limits on trial included, the first ten.',
          unit: 'requestsPerSecond',
          queries: [
            {
              expr: topTen(perSecond(limits.hits, ['policy', 'endpoint', 'result'], DENIED)),
              legend: '{{policy}} {{endpoint}} {{result}}',
            },
          ],
        }),
        stacked({
          title: 'Decisions by endpoint',
          description: 'Where requests come in that have a limit.',
          unit: 'requestsPerSecond',
          queries: [{ expr: perSecond(limits.hits, ['endpoint']), legend: '{{endpoint}}' }],
        }),
        lines({
          title: 'Answers with 429',
          description: 'What callers see of it, by route.',
          unit: 'requestsPerSecond',
          queries: [{ expr: perSecond(http.requests, ['route'], { status: '429' }), legend: '{{route}}' }],
        }),
      ],
    },
    {
      title: 'What it costs',
      panels: [
        lines({
          title: 'Time of a decision by source',
          description: 'Redis, the process itself while Redis is away, or a refusal remembered from before; p95.',
          unit: 'seconds',
          queries: [{ expr: quantileOf(0.95, limits.duration, ['source']), legend: '{{source}}', exemplars: true }],
        }),
        heat({
          title: 'Time of all decisions',
          description: 'How many decisions took how long.',
          unit: 'seconds',
          queries: [{ expr: bucketsPerSecond(limits.duration), legend: '{{le}}' }],
        }),
        lines({
          title: 'Processes with their own limits',
          description: 'Processes that keep limits by themselves because Redis is away.',
          unit: 'count',
          queries: [
            {
              expr: highestOf(limits.storeState, ['instance'], { state: 'local' }),
              legend: '{{instance}}',
              quiet: 'Redis stays up under the load',
            },
          ],
        }),
        ranking({
          title: 'Who asks most',
          description:
            'Requests of the last 5 minutes by kind and rank. Who they are is in the API and the operators’ pages, not here.',
          unit: 'count',
          queries: [{ expr: topTen(highestOf(limits.top, ['kind', 'rank'])), legend: '{{kind}} {{rank}}' }],
        }),
      ],
    },
  ],
};
