import type { Database, RowDataPacket } from '@ballast/database';
import { type AuditRecord, toStoredEntry } from './audit-row.ts';
import { GENESIS_HASH, hashEntry } from './hash-entry.ts';
import { readChain } from './read-chain.ts';

export interface AuditVerification {
  /** Entries that were read and found right, from the first on. */
  readonly entries: number;
  readonly isIntact: boolean;
  /** The first place where the chain is broken. */
  readonly brokenAt?: number;
}

interface Link {
  readonly seq: number;
  readonly hash: string;
}

/**
 * Follows the chain from its first entry to its head, in bounded memory. An entry that was changed has another hash than
 * it says; one that was removed, put between or moved leaves a gap or another hash before it; entries cut off at the end
 * or put there are not what the head says. Entries that are added meanwhile wait for the next time. Throws the signal's reason when it is aborted.
 */
export async function verifyAudit(
  db: Database,
  { signal }: { readonly signal?: AbortSignal } = {},
): Promise<AuditVerification> {
  const head = await readHead(db);
  let last: Link = { seq: 0, hash: GENESIS_HASH };
  for await (const records of readChain(db, head.seq)) {
    signal?.throwIfAborted();
    for (const record of records) {
      if (!follows(record, last)) return brokenAfter(last);
      last = { seq: record.seq, hash: record.hash };
    }
  }
  if (last.seq !== head.seq) return brokenAfter(last);
  // Rewritten from some entry on, hashes and all: only the head can tell, and it names the last one.
  if (last.hash !== head.hash) return brokenAfter({ ...last, seq: head.seq - 1 });
  const overshoot = await readOvershoot(db);
  if (overshoot !== undefined) return brokenAfter({ ...last, seq: overshoot - 1 });
  return { entries: last.seq, isIntact: true };
}

function follows(record: AuditRecord, last: Link): boolean {
  if (record.seq !== last.seq + 1 || record.prev_hash !== last.hash) return false;
  return record.hash === hashEntry(toStoredEntry(record));
}

function brokenAfter(last: Link): AuditVerification {
  return { entries: last.seq, isIntact: false, brokenAt: last.seq + 1 };
}

async function readHead(db: Database): Promise<Link> {
  return await db.withConnection(async (connection) => {
    const [[head]] = await connection.query<(Link & RowDataPacket)[]>('SELECT seq, hash FROM audit_head WHERE id = 1');
    return head ?? { seq: 0, hash: GENESIS_HASH };
  });
}

/** An entry beyond the head: head and log are read by one statement, so none that was just added is taken for one. */
async function readOvershoot(db: Database): Promise<number | undefined> {
  return await db.withConnection(async (connection) => {
    const [[row]] = await connection.query<RowDataPacket[]>(
      `SELECT MIN(seq) AS seq FROM audit_log WHERE seq > (SELECT COALESCE(MAX(seq), 0) FROM audit_head)`,
    );
    return row?.seq ?? undefined;
  });
}
