import { describe, expect, test } from 'vitest';
import { allMetrics } from './catalogue.ts';
import { EXPORTERS, type MetricDefinition } from './define-metric.ts';

const metrics = allMetrics();
const isOurs = ({ by }: MetricDefinition) => EXPORTERS.some((name) => by.includes(name));
const ours = metrics.filter(isOurs);

test('a name stands once, and has one owner: a process of ours or an exporter of others', () => {
  const names = metrics.map(({ name }) => name);
  expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
  expect(ours.filter(({ by }) => by.some((one) => !EXPORTERS.some((own) => own === one)))).toEqual([]);
  expect(metrics.filter(({ by }) => by.length === 0)).toEqual([]);
});

test('all names of the requirements are there, with their labels', () => {
  const labels = new Map(metrics.map(({ name, labels }) => [name, Object.keys(labels).sort()]));
  for (const [name, asked] of Object.entries(REQUIRED))
    expect(labels.get(name), name).toEqual(expect.arrayContaining([...asked]));
});

const REQUIRED: Readonly<Record<string, readonly string[]>> = {
  http_requests_total: ['status'],
  http_request_duration_seconds: [],
  prime_check_requests_total: ['result', 'status'],
  prime_check_duration_seconds: ['number_length'],
  emails_sent_total: ['status'],
  message_queue_length: ['queue_name'],
  database_connections: ['state'],
  database_query_duration_seconds: ['query_type'],
  redis_connected_clients: [],
  nats_consumer_pending_messages: ['consumer', 'stream'],
  rate_limit_hits_total: ['endpoint', 'policy', 'result'],
  rate_limit_check_duration_seconds: [],
  dlq_message_count: [],
};

describe('a name says what its values are:', () => {
  test('counters end in _total', () => {
    for (const { kind, name } of ours) expect(name.endsWith('_total'), name).toBe(kind === 'counter');
  });

  test('seconds, bytes, ratios and times of day say so at the end', () => {
    const endings = { seconds: '_seconds', bytes: '_bytes', ratio: '_ratio', timestamp: '_timestamp_seconds' } as const;
    for (const { unit, name, kind } of ours) {
      const ending = endings[unit as keyof typeof endings];
      if (ending !== undefined && kind !== 'counter' && !OLDER_NAMES.includes(name)) {
        expect(name.endsWith(ending), name).toBe(true);
      }
    }
  });

  test('what happened is told by when, never by how long ago', () => {
    expect(ours.map(({ name }) => name).filter((name) => /_age(_|$)/.test(name))).toEqual([]);
  });
});

/** Named before the rule. */
const OLDER_NAMES: readonly string[] = ['rate_limit_capacity_factor'];

test('buckets ascend, and only labels that are open have known values', () => {
  for (const { name, buckets, labels, known } of metrics) {
    expect(buckets, name).toEqual(buckets && [...new Set(buckets)].sort((a, b) => a - b));
    for (const label of Object.keys(known ?? {})) expect(labels[label] ?? [], `${name} ${label}`).toEqual([]);
  }
});

test('every metric is explained', () => {
  for (const { name, help } of metrics) expect(help.length, name).toBeGreaterThan(5);
});
