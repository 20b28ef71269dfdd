import { FOREIGN_METRICS, METRICS } from '@ballast/telemetry';
import { minus, over } from '../../promql/operators.ts';
import { type DashboardDefinition, heat, lines, number, stacked } from '../define/panel.ts';
import { bucketsPerSecond, highestOf, observedPerSecond, perSecond, quantileOf, totalNow } from '../define/scoped.ts';

const { database } = METRICS;
const { mysqlServer } = FOREIGN_METRICS;

export const databasePerformance: DashboardDefinition = {
  title: 'Database Performance',
  description: 'MySQL as our processes see it, and as it sees itself.',
  rows: [
    {
      title: 'At a glance',
      panels: [
        number({
          title: 'MySQL answers',
          description: 'Whether MySQL answered its exporter.',
          unit: 'count',
          limits: { warning: 1, critical: 0.5, below: true },
          words: { 0: 'no', 1: 'yes' },
          queries: [{ expr: highestOf(mysqlServer.up), legend: 'MySQL' }],
        }),
        number({
          title: 'Statement, p95',
          description: 'Below this time are 95 % of all statements of our processes.',
          unit: 'seconds',
          limits: { warning: 0.1, critical: 0.5 },
          queries: [{ expr: quantileOf(0.95, database.queries), legend: 'p95' }],
        }),
        number({
          title: 'Callers that wait for a connection',
          description: 'Whoever waits here has to wait because all connections of its pool are in use.',
          unit: 'count',
          limits: { warning: 5, critical: 20 },
          queries: [
            {
              expr: totalNow(database.connections, [], { state: 'wait' }),
              legend: 'waiting',
              quiet: 'a wait of the load is over between two scrapes',
            },
          ],
        }),
        number({
          title: 'Connections in use at the server',
          description: 'Share of the connections that MySQL takes. At 1 it refuses every other one.',
          unit: 'share',
          limits: { warning: 0.7, critical: 0.9 },
          queries: [
            {
              expr: over(highestOf(mysqlServer.threadsConnected), highestOf(mysqlServer.maxConnections)),
              legend: 'in use',
            },
          ],
        }),
      ],
    },
    {
      title: 'As our processes see it',
      panels: [
        stacked({
          title: 'Statements by type',
          description: 'What our processes ask of the database.',
          unit: 'perSecond',
          queries: [{ expr: observedPerSecond(database.queries, ['query_type']), legend: '{{query_type}}' }],
        }),
        lines({
          title: 'Duration of a statement by type, p95',
          description:
            'Up to the end of its answer. A commit is part of transaction: it is where the disk is waited for.',
          unit: 'seconds',
          queries: [
            { expr: quantileOf(0.95, database.queries, ['query_type']), legend: '{{query_type}}', exemplars: true },
          ],
        }),
        heat({
          title: 'Duration of all statements',
          description: 'How many statements took how long.',
          unit: 'seconds',
          queries: [{ expr: bucketsPerSecond(database.queries), legend: '{{le}}' }],
        }),
        lines({
          title: 'Duration of a statement by process, p99',
          description: 'Whose statements are slow.',
          unit: 'seconds',
          queries: [{ expr: quantileOf(0.99, database.queries, ['job']), legend: '{{job}}' }],
        }),
        stacked({
          title: 'Connections by state',
          description: 'In use, idle, and callers that wait for one, over all processes.',
          unit: 'count',
          queries: [{ expr: totalNow(database.connections, ['state']), legend: '{{state}}' }],
        }),
        lines({
          title: 'Connections in use by pool',
          description:
            'A pool at its size lets callers wait. The pools of a process are apart so that one cannot starve another.',
          unit: 'count',
          queries: [
            {
              expr: totalNow(database.connections, ['job', 'pool'], { state: 'active' }),
              legend: '{{job}} {{pool}}',
              quiet: 'a connection is in use for less than a scrape takes',
            },
          ],
        }),
        lines({
          title: 'Wait for a connection, p99',
          description: 'Time that a caller waited for a connection of its pool.',
          unit: 'seconds',
          limits: { warning: 0.1, critical: 1 },
          queries: [{ expr: quantileOf(0.99, database.poolWait, ['job', 'pool']), legend: '{{job}} {{pool}}' }],
        }),
      ],
    },
    {
      title: 'As MySQL sees itself',
      panels: [
        lines({
          title: 'Statements of the server',
          description: 'All statements that the server has executed, ours and others.',
          unit: 'perSecond',
          queries: [
            { expr: perSecond(mysqlServer.queries), legend: 'statements' },
            {
              expr: perSecond(mysqlServer.slowQueries),
              legend: 'slow',
              quiet: 'no statement takes as long as long_query_time',
            },
          ],
        }),
        lines({
          title: 'Connections of the server',
          description: 'Open, running a statement, and the most that it takes.',
          unit: 'count',
          queries: [
            { expr: highestOf(mysqlServer.threadsConnected), legend: 'open' },
            { expr: highestOf(mysqlServer.threadsRunning), legend: 'running' },
            { expr: highestOf(mysqlServer.maxConnections), legend: 'limit' },
          ],
        }),
        lines({
          title: 'Waits for row locks',
          description: 'Statements that had to wait for a row that another transaction holds.',
          unit: 'perSecond',
          queries: [
            {
              expr: perSecond(mysqlServer.rowLockWaits),
              legend: 'waits',
              quiet: 'few transactions of the load meet at one row',
            },
          ],
        }),
        lines({
          title: 'Pages found in memory',
          description:
            'Share of page reads that the buffer pool answered. Under 99 % the pool is too small for what is read.',
          unit: 'share',
          queries: [
            {
              expr: minus(1, over(perSecond(mysqlServer.bufferPoolReads), perSecond(mysqlServer.bufferPoolRequests))),
              legend: 'found',
            },
          ],
        }),
      ],
    },
  ],
};
