import type { LetterFate } from '@ballast/dead-letters';
import { LEDGER_NAMES } from '@ballast/ledger';
import { ERROR_TYPES } from '@ballast/reliability';
import { METRICS } from '@ballast/telemetry';
import { expect, test } from 'vitest';
import { ADVISORY_KINDS } from './advisory-kind.ts';
import { PURGED } from './retention/purged.ts';
import { SUBJECT_LABELS } from './subject-label.ts';

const FATES: Readonly<Record<LetterFate | 'known', true>> = {
  dead: true,
  kept: true,
  succeeded: true,
  superseded: true,
  discarded: true,
  known: true,
};

test('the catalogue has the subjects, classes, fates and kinds that the manager knows', () => {
  const { deadLetters, ledger, upkeep } = METRICS;
  expect(deadLetters.pending.labels).toEqual({ subject: SUBJECT_LABELS, type: ERROR_TYPES });
  expect(deadLetters.letters.labels).toEqual({ subject: SUBJECT_LABELS, fate: Object.keys(FATES) });
  expect(deadLetters.advisories.labels.kind).toEqual(ADVISORY_KINDS);
  expect(ledger.unaccounted.labels.ledger).toEqual(LEDGER_NAMES);
  expect(upkeep.purged.labels.what).toEqual(PURGED);
});
