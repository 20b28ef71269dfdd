import { METRICS } from '@ballast/telemetry';
import { expect, test } from 'vitest';
import { CONSUMER_KINDS, DECISION_SOURCES, HIT_RESULTS } from './decision.ts';

test('the catalogue has the results, kinds and sources that the limiter knows', () => {
  const { limits } = METRICS;
  expect(limits.hits.labels.result).toEqual(HIT_RESULTS);
  expect(limits.top.labels.kind).toEqual(CONSUMER_KINDS);
  expect(limits.duration.labels.source).toEqual(DECISION_SOURCES);
});
