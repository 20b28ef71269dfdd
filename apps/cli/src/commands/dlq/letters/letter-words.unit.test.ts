import {
  DEAD_LETTER_GROUP_STATES,
  DEAD_LETTER_STATUSES,
  DEAD_LETTER_TYPES,
  DLQ_RULE_MODES,
  REDRIVE_JOB_STATES,
} from '@ballast/contracts/operators';
import { expect, test } from 'vitest';
import { ERROR_TYPES, GROUP_STATES, JOB_STATES, LETTER_STATES, RULE_MODES } from './letter-words.ts';

test('the words of the flags are all words of the contracts', () => {
  expect([LETTER_STATES, ERROR_TYPES, GROUP_STATES, JOB_STATES, RULE_MODES]).toEqual([
    DEAD_LETTER_STATUSES,
    DEAD_LETTER_TYPES,
    DEAD_LETTER_GROUP_STATES,
    REDRIVE_JOB_STATES,
    DLQ_RULE_MODES,
  ]);
});
