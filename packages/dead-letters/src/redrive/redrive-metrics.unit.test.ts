import { REDRIVE_JOB_STATES } from '@ballast/database/schema';
import { METRICS } from '@ballast/telemetry';
import { expect, test } from 'vitest';
import { HOLD_REASONS } from '../rules/fire-rule.ts';
import { ITEM_OUTCOMES } from './redrive-metrics.ts';
import { REFUSAL_CODES } from './refusal.ts';

test('the catalogue has the refusals, outcomes, states and holds that redrives know', () => {
  const { redrives } = METRICS;
  expect(redrives.refused.labels.code).toEqual(REFUSAL_CODES);
  expect(redrives.items.labels.outcome).toEqual(ITEM_OUTCOMES);
  expect(redrives.jobs.labels.state).toEqual(REDRIVE_JOB_STATES);
  expect(redrives.ruleHeld.labels.reason).toEqual(HOLD_REASONS);
});
