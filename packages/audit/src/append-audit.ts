import { createHash } from 'node:crypto';
import type { RowDataPacket, Tx } from '@ballast/database';
import type { AuditEntry } from './audit-entry.ts';
import { canonicalText, hashEntry, type StoredEntry } from './hash-entry.ts';

/** Columns of 255 characters; and a TEXT has 65,535 bytes, at most 3 for each UTF-16 unit. */
const NAME_LENGTH = 255;
const REASON_LENGTH = 4_000;
const MAX_DETAILS_BYTES = 60_000;
const DETAILS_BEGINNING = 4_000;

interface Head extends RowDataPacket {
  seq: number;
  hash: string;
  now: Date;
}

/**
 * Adds entries to the end of the chain, in the transaction of what they tell of: there if and only if that is. The last
 * statement of its transaction, because the head of the chain is locked until the commit and every audited act waits for
 * it. What is too long is cut, and details that are too large are replaced by their digest and beginning: no act may fail
 * because of its audit.
 */
export async function appendAudit(tx: Tx, entries: readonly AuditEntry[]): Promise<void> {
  if (entries.length === 0) return;
  const head = await lockHead(tx);
  let { seq, hash } = head;
  const rows = entries.map((entry) => {
    seq += 1;
    const stored = toStored(entry, seq, head.now, hash);
    hash = hashEntry(stored);
    return toValues(stored, hash);
  });
  await tx.query(
    `INSERT INTO audit_log
       (seq, at, actor, act, target_type, target_id, reason, outcome, details, prev_hash, hash) VALUES ?`,
    [rows],
  );
  await tx.query('UPDATE audit_head SET seq = ?, hash = ? WHERE id = 1', [seq, hash]);
}

/** With the server's time, so that all hosts write by one clock; to the millisecond, as the column stores it. */
async function lockHead(tx: Tx): Promise<Head> {
  const [[head]] = await tx.query<Head[]>(
    'SELECT seq, hash, CURRENT_TIMESTAMP(3) AS now FROM audit_head WHERE id = 1 FOR UPDATE',
  );
  if (head === undefined) throw new Error('audit_head has no row: the migrations make it');
  return head;
}

function toStored(entry: AuditEntry, seq: number, at: Date, prevHash: string): StoredEntry {
  return {
    seq,
    at,
    actor: cut(entry.actor, NAME_LENGTH),
    act: entry.act,
    targetType: entry.targetType,
    targetId: cut(entry.targetId, NAME_LENGTH),
    reason: entry.reason === undefined ? null : cut(entry.reason, REASON_LENGTH),
    outcome: entry.outcome,
    details: detailsText(entry.details ?? {}),
    prevHash,
  };
}

function toValues(stored: StoredEntry, hash: string): (string | number | Date | null)[] {
  const { seq, at, actor, act, targetType, targetId, reason, outcome, details, prevHash } = stored;
  return [seq, at, actor, act, targetType, targetId, reason, outcome, details, prevHash, hash];
}

function cut(text: string, length: number): string {
  const wellFormed = text.toWellFormed();
  return wellFormed.length <= length ? wellFormed : `${wellFormed.slice(0, length - 1).toWellFormed()}…`;
}

function detailsText(details: Readonly<Record<string, unknown>>): string {
  const text = canonicalText(details);
  const bytes = Buffer.byteLength(text);
  if (bytes <= MAX_DETAILS_BYTES) return text;
  const sha256 = createHash('sha256').update(text).digest('hex');
  return canonicalText({ cut: { bytes, sha256, beginning: text.slice(0, DETAILS_BEGINNING) } });
}
