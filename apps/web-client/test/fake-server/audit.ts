import { createHash } from 'node:crypto';
import type { AuditEntry, AuditVerificationSchema } from '@ballast/contracts/operators';
import type { output } from 'zod';
import type { FakeDeadLetters } from './dead-letters.ts';
import type { FakeAnswer, FakeRequest } from './fake-route.ts';
import { problem } from './problem.ts';

const GENESIS = '0'.repeat(64);

/** The double's audit: what was written, a page at a time, and what is said of its chain. */
export class FakeAudit {
  /** The first place where the chain is broken; undefined while it is whole. */
  brokenAt: number | undefined;
  readonly asked: URLSearchParams[] = [];
  readonly #letters: FakeDeadLetters;

  constructor(letters: FakeDeadLetters) {
    this.#letters = letters;
  }

  /** Writes an act after the last one. */
  add(entry: Pick<AuditEntry, 'act'> & Partial<AuditEntry>): AuditEntry {
    const last = this.#entries()[0];
    const written: AuditEntry = {
      seq: (last?.seq ?? 0) + 1,
      at: new Date().toISOString(),
      actor: 'grace',
      target_type: 'letter',
      target_id: '199',
      outcome: 'done',
      details: {},
      prev_hash: last?.hash ?? GENESIS,
      hash: '',
      ...entry,
    };
    written.hash = createHash('sha256').update(JSON.stringify(written)).digest('hex');
    this.#letters.audit.push(written);
    return written;
  }

  answer({ route, query }: FakeRequest, isOperator: boolean): FakeAnswer | undefined {
    if (!/^GET \/api\/dlq\/audit/u.test(route)) return undefined;
    if (!isOperator) return { status: 401, body: problem(401, 'unauthorized', 'This needs a key') };
    if (route === 'GET /api/dlq/audit') return this.#list(query);
    if (route === 'GET /api/dlq/audit/verify') return { status: 200, body: this.#verify() };
    if (route === 'GET /api/dlq/audit/export') return { status: 200, body: this.#entries().toReversed() };
    return undefined;
  }

  #list(query: URLSearchParams): FakeAnswer {
    this.asked.push(query);
    const is = (name: string, value: string) => !query.has(name) || query.get(name) === value;
    const before = Number(query.get('cursor') ?? Number.POSITIVE_INFINITY);
    const limit = Number(query.get('limit') ?? 50);
    const found = this.#entries().filter(
      (one) =>
        is('actor', one.actor) &&
        is('target_type', one.target_type) &&
        is('target_id', one.target_id) &&
        one.seq < before,
    );
    const items = found.slice(0, limit);
    return { status: 200, body: { items, next_cursor: found.length > limit ? String(items.at(-1)?.seq) : null } };
  }

  #verify(): output<typeof AuditVerificationSchema> {
    if (this.brokenAt === undefined) return { entries: this.#entries().length, is_intact: true };
    return { entries: this.brokenAt - 1, is_intact: false, broken_at: this.brokenAt };
  }

  /** Newest first. */
  #entries(): AuditEntry[] {
    return this.#letters.audit.toSorted((a, b) => b.seq - a.seq);
  }
}
