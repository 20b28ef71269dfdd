import { METRICS } from '@ballast/telemetry';
import { expect, test } from 'vitest';
import { PAUSE_REASONS } from './publish-failure.ts';
import { SUBJECT_LABELS, subjectLabel } from './relay-metrics.ts';

test('the catalogue has the subjects and the reasons for a pause that the relay knows', () => {
  expect(METRICS.outbox.backlog.labels.subject).toEqual(SUBJECT_LABELS);
  expect(METRICS.outbox.pauses.labels.reason).toEqual(PAUSE_REASONS);
});

test('subjects of other producers share one label', () => {
  expect(['primecheck', 'emailsend', 'orders.42', ''].map(subjectLabel)).toEqual([
    'primecheck',
    'emailsend',
    'other',
    'other',
  ]);
});
