import { MessagingError, type MessagingErrorCode } from '@ballast/messaging';
import { OutboxError, type RowFault } from '@ballast/outbox';

/** Failures that say nothing about the row: the subject pauses, and no attempt is spent. */
const HALTING_CODES = {
  unavailable: true,
  stream_full: true,
  no_stream: true,
  /** Nobody knows whether it is stored: it is published again later, under the same id. */
  timeout: true,
  closed: true,
  topology_conflict: true,
  topology_mismatch: true,
  /** About this one message, and not its fault: it waits, and others go on. */
  in_process: false,
  too_large: false,
  rejected: false,
} as const satisfies Record<MessagingErrorCode, boolean>;

type Halting = { [Code in MessagingErrorCode]: (typeof HALTING_CODES)[Code] extends true ? Code : never };
export type HaltCode = Halting[MessagingErrorCode];

/**
 * Why a subject pauses: what the broker said, a broker that takes nothing of what it is sent, or a failure of our own
 * (the database's, mostly).
 */
export const PAUSE_REASONS = [
  'unavailable',
  'stream_full',
  'no_stream',
  'timeout',
  'closed',
  'topology_conflict',
  'topology_mismatch',
  'all_rejected',
  'relay_error',
] as const satisfies readonly (HaltCode | 'all_rejected' | 'relay_error')[];
export type PauseReason = (typeof PAUSE_REASONS)[number];

export interface Halt {
  readonly reason: PauseReason;
  readonly error: unknown;
}

/** The code of a failure that is not the row's fault; `undefined` when it is. */
export function haltCodeOf(error: unknown): HaltCode | undefined {
  if (!(error instanceof MessagingError)) return undefined;
  return HALTING_CODES[error.code] ? (error.code as HaltCode) : undefined;
}

/** Whether the broker does not know yet if it has this message: to be asked again later, under the same id. */
export function isInProcess(error: unknown): boolean {
  return error instanceof MessagingError && error.code === 'in_process';
}

/**
 * What a row did wrong. An error of an unknown kind counts as the row's as well: it ends where a person sees it, and
 * does not keep its neighbours waiting.
 */
export function toRowFault(error: unknown): RowFault {
  const code = error instanceof MessagingError || error instanceof OutboxError ? error.code : 'unexpected';
  return { code, message: error instanceof Error ? error.message : String(error) };
}
