import { FOREIGN_METRICS, METRICS } from '@ballast/telemetry';
import { now } from '../../promql/functions.ts';
import { minus, over, plus } from '../../promql/operators.ts';
import { type DashboardDefinition, lines, number, states } from '../define/panel.ts';
import { highestOf, perSecond, quantileOf } from '../define/scoped.ts';

const { redis } = FOREIGN_METRICS;
const { limits } = METRICS;

export const redisMonitoring: DashboardDefinition = {
  title: 'Redis Monitoring',
  description:
    'Redis holds the limits of callers, and nothing that could not be lost: without it limits are kept by each process.',
  rows: [
    {
      title: 'At a glance',
      panels: [
        number({
          title: 'Redis answers',
          description: 'Whether Redis answered its exporter.',
          unit: 'count',
          limits: { warning: 1, critical: 0.5, below: true },
          words: { 0: 'no', 1: 'yes' },
          queries: [{ expr: highestOf(redis.up), legend: 'Redis' }],
        }),
        number({
          title: 'Clients',
          description: 'Connections to Redis, the exporter’s included.',
          unit: 'count',
          queries: [{ expr: highestOf(redis.connectedClients), legend: 'connected' }],
        }),
        number({
          title: 'Memory in use',
          description: 'Memory that Redis has allocated.',
          unit: 'bytes',
          queries: [{ expr: highestOf(redis.memoryUsed), legend: 'used' }],
        }),
        number({
          title: 'Redis runs since',
          description: 'A small number is a restart: all limits were full again then.',
          unit: 'seconds',
          queries: [{ expr: minus(now, highestOf(redis.uptime)), legend: 'age' }],
        }),
      ],
    },
    {
      title: 'Work',
      panels: [
        lines({
          title: 'Commands',
          description:
            'Commands processed. A request that is limited is one script, whatever the number of its limits.',
          unit: 'perSecond',
          queries: [{ expr: perSecond(redis.commands), legend: 'commands' }],
        }),
        lines({
          title: 'Keys found',
          description: 'Share of reads that found their key. A bucket that was never used, or is full again, has none.',
          unit: 'share',
          queries: [
            {
              expr: over(
                perSecond(redis.keyspaceHits),
                plus(perSecond(redis.keyspaceHits), perSecond(redis.keyspaceMisses)),
              ),
              legend: 'found',
            },
          ],
        }),
        lines({
          title: 'Decision of a limit, p99',
          description: 'Time that a request waited for Redis, or for the process’s own limits while Redis is away.',
          unit: 'seconds',
          limits: { warning: 0.025, critical: 0.1 },
          queries: [
            {
              expr: quantileOf(0.99, limits.duration, ['source'], { source: ['redis', 'local'] }),
              legend: '{{source}}',
              exemplars: true,
            },
          ],
        }),
        states({
          title: 'Where limits are kept',
          description: 'Local says that Redis is away: each process then keeps a part of each limit by itself.',
          unit: 'count',
          limits: { warning: 0.5, critical: 1 },
          words: { 0: 'Redis', 1: 'local' },
          queries: [
            {
              expr: highestOf(limits.storeState, ['instance'], { state: 'local' }),
              legend: '{{instance}}',
              quiet: 'Redis stays up under the load',
            },
          ],
        }),
      ],
    },
    {
      title: 'Memory and connections',
      panels: [
        lines({
          title: 'Memory',
          description: 'Allocated, and the most that may be; a limit of 0 is none.',
          unit: 'bytes',
          queries: [
            { expr: highestOf(redis.memoryUsed), legend: 'used' },
            { expr: highestOf(redis.memoryMax), legend: 'limit', quiet: 'a stack without a limit has 0' },
          ],
        }),
        lines({
          title: 'Keys that went',
          description:
            'Expired ones are buckets that are full again. Evicted ones were thrown out because memory was short: a caller’s limit was forgotten.',
          unit: 'perSecond',
          queries: [
            { expr: perSecond(redis.expiredKeys), legend: 'expired', quiet: 'buckets outlive a short load' },
            { expr: perSecond(redis.evictedKeys), legend: 'evicted', quiet: 'memory suffices under the load' },
          ],
        }),
        lines({
          title: 'Connections',
          description: 'Clients connected, and those that wait in a blocking command.',
          unit: 'count',
          queries: [
            { expr: highestOf(redis.connectedClients), legend: 'connected' },
            { expr: highestOf(redis.blockedClients), legend: 'blocked', quiet: 'we use no blocking command' },
          ],
        }),
        lines({
          title: 'Connections refused',
          description: 'Redis had too many clients.',
          unit: 'perSecond',
          queries: [
            {
              expr: perSecond(redis.rejectedConnections),
              legend: 'refused',
              quiet: 'few clients connect under the load',
            },
          ],
        }),
      ],
    },
  ],
};
