import type { AttemptHistory, AttemptRow, Verdict } from './attempt-log.ts';

/** What the rows of a message come to, as JSON holds it: rows are added to it one by one, and none is kept. */
export type KeptAttempts = Omit<AttemptHistory, 'firstFailedAt'> & { readonly firstFailedAt?: string | undefined };

export const NO_ATTEMPTS: KeptAttempts = { failed: 0, outcomes: 0, openMarks: [] };

const MAX_MESSAGE_LENGTH = 1024;

export function toHistory({ firstFailedAt, ...kept }: KeptAttempts): AttemptHistory {
  return { ...kept, ...(firstFailedAt === undefined ? {} : { firstFailedAt: new Date(firstFailedAt) }) };
}

export function addAttempt(kept: KeptAttempts, row: AttemptRow, now: Date): KeptAttempts {
  if (row.status === 'processing') return { ...kept, openMarks: [...kept.openMarks, row.worker] };
  const openMarks = row.status === 'deferred' ? kept.openMarks.filter((worker) => worker !== row.worker) : [];
  const next = { ...kept, outcomes: kept.outcomes + 1, openMarks };
  if (row.status === 'success') return { ...next, verdict: undefined };
  if (row.status === 'deferred') return next;
  const message = row.errorMessage?.slice(0, MAX_MESSAGE_LENGTH);
  return {
    ...next,
    failed: kept.failed + 1,
    firstFailedAt: kept.firstFailedAt ?? now.toISOString(),
    lastFailedCode: row.errorCode,
    lastFailedMessage: message,
    ...(isFinal(row.errorType) && {
      verdict: { type: row.errorType, code: row.errorCode ?? row.errorType, message: message ?? row.errorType },
    }),
  };
}

function isFinal(type: string | undefined): type is Verdict['type'] {
  return type === 'permanent' || type === 'poison';
}
