import type { RowDataPacket } from '@ballast/database';
import type { StoredEntry } from './hash-entry.ts';

/** An entry of the log, to be shown. */
export interface AuditRow {
  readonly seq: number;
  readonly at: Date;
  readonly actor: string;
  readonly act: string;
  readonly targetType: string;
  readonly targetId: string;
  readonly reason?: string;
  readonly outcome: string;
  readonly details: Readonly<Record<string, unknown>>;
  readonly prevHash: string;
  readonly hash: string;
}

export interface AuditRecord extends RowDataPacket {
  seq: number;
  at: Date;
  actor: string;
  act: string;
  target_type: string;
  target_id: string;
  reason: string | null;
  outcome: string;
  details: string;
  prev_hash: string;
  hash: string;
}

export const AUDIT_COLUMNS = 'seq, at, actor, act, target_type, target_id, reason, outcome, details, prev_hash, hash';

export function toStoredEntry(record: AuditRecord): StoredEntry {
  return {
    seq: record.seq,
    at: record.at,
    actor: record.actor,
    act: record.act,
    targetType: record.target_type,
    targetId: record.target_id,
    reason: record.reason,
    outcome: record.outcome,
    details: record.details,
    prevHash: record.prev_hash,
  };
}

export function toAuditRow(record: AuditRecord): AuditRow {
  return {
    seq: record.seq,
    at: record.at,
    actor: record.actor,
    act: record.act,
    targetType: record.target_type,
    targetId: record.target_id,
    ...(record.reason === null ? {} : { reason: record.reason }),
    outcome: record.outcome,
    details: readDetails(record.details),
    prevHash: record.prev_hash,
    hash: record.hash,
  };
}

/** A text that somebody tampered with may be no JSON; the list shows it all the same. */
function readDetails(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  } catch {
    // Shown as it is.
  }
  return { unreadable: text };
}
