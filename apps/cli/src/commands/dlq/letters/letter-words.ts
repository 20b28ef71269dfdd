import type { DeadLetter, DeadLetterGroup, RedriveJob, Rule } from '@ballast/contracts/operators';

// The words of the contracts, written out: reading them from there would load every schema before `--help` can answer.
// The compiler holds each list to its type, and a test to its whole length.

export const LETTER_STATES: readonly DeadLetter['status'][] = ['pending', 'reprocessing', 'resolved', 'discarded'];
export const ERROR_TYPES: readonly DeadLetter['error_type'][] = ['transient', 'permanent', 'poison'];
export const GROUP_STATES: readonly DeadLetterGroup['status'][] = ['active', 'resolved', 'ignored'];
export const JOB_STATES: readonly RedriveJob['state'][] = ['running', 'paused', 'stopped', 'cancelled', 'completed'];
export const RULE_MODES: readonly Rule['mode'][] = ['active', 'shadow', 'off'];
