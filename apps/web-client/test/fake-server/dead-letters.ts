import {
  type AuditEntry,
  type DeadLetter,
  type DeadLetterDetail,
  type DeadLetterGroup,
  type DeadLetterList,
  type DlqStats,
  GroupChangeBodySchema,
  ViewBodySchema,
} from '@ballast/contracts/operators';
import { makeGroups, makeLetters } from './dead-letter-set.ts';
import type { FakeAnswer, FakeRequest } from './fake-route.ts';
import { findFault, fitsQuery } from './fits-query.ts';
import { problem } from './problem.ts';

const HOUR = 3_600_000;
const NOT_FOUND = { status: 404, body: problem(404, 'not_found', 'There is no such thing') };

/** The double's dead letters, read as an operator reads them. What changes letters is in a double of its own. */
export class FakeDeadLetters {
  /** Newest first. */
  letters = makeLetters();
  groups = makeGroups();
  views: { name: string; query: string; owner: string; created_at: string }[] = [];
  /** What was done to letters and all else: `FakeAudit` answers with it. */
  audit: AuditEntry[] = [];
  /** Answers of the list that found nothing yet and say that the search goes on. */
  partialAnswers = 0;
  readonly groupChanges: unknown[] = [];

  answer({ route, query, body }: FakeRequest, isOperator: boolean): FakeAnswer | undefined {
    const reads = /^[A-Z]+ \/api\/dlq\/(messages|groups|stats|views)/u.exec(route)?.[1];
    if (reads === undefined) return undefined;
    if (!isOperator) return { status: 401, body: problem(401, 'unauthorized', 'This needs a key') };
    if (route === 'GET /api/dlq/messages') return this.#list(query);
    if (route === 'GET /api/dlq/messages/count') return this.#count(query);
    const id = /^GET \/api\/dlq\/messages\/([^/]+)$/u.exec(route)?.[1];
    if (id !== undefined) return this.#letter(id);
    if (route === 'GET /api/dlq/groups') return this.#listGroups(query.get('status') ?? 'active');
    const group = /^POST \/api\/dlq\/groups\/(.+)$/u.exec(route)?.[1];
    if (group !== undefined) return this.#changeGroup(group, body);
    if (route === 'GET /api/dlq/stats') return { status: 200, body: this.#stats(Number(query.get('hours') ?? 24)) };
    return this.#answerViews(route, body);
  }

  /** Puts another letter in front, as if it had just come in. */
  add(change: Partial<DeadLetterDetail> = {}): DeadLetterDetail {
    const id = String(Number(this.letters[0]?.id ?? 0) + 1);
    const like = this.letters.find(({ status }) => status === 'pending') as DeadLetterDetail;
    const letter = { ...like, id, dlq_created_at: new Date().toISOString(), ...change };
    this.letters.unshift(letter);
    return letter;
  }

  /** The letters that a list with these parameters has, newest first. */
  find(query: URLSearchParams): DeadLetterDetail[] {
    const is = (name: string, value: string | undefined) => !query.has(name) || query.get(name) === value;
    return this.letters.filter(
      (letter) =>
        is('status', letter.status) &&
        is('subject', letter.original_subject) &&
        is('type', letter.error_type) &&
        is('group', letter.fingerprint) &&
        fitsQuery(letter, query.get('q') ?? ''),
    );
  }

  #list(query: URLSearchParams): FakeAnswer {
    const fault = refuseQuery(query);
    if (fault !== undefined) return fault;
    const cursor = query.get('cursor');
    if (this.partialAnswers > 0) {
      this.partialAnswers -= 1;
      return { status: 200, body: { items: [], next_cursor: cursor ?? '1000000', is_partial: true } };
    }
    const limit = Number(query.get('limit') ?? 50);
    const found = this.find(query).filter(({ id }) => cursor === null || Number(id) < Number(cursor));
    const items = found.slice(0, limit).map(toListed);
    const next_cursor = found.length > limit ? (items.at(-1)?.id ?? null) : null;
    return { status: 200, body: { items, next_cursor, is_partial: false } satisfies DeadLetterList };
  }

  #count(query: URLSearchParams): FakeAnswer {
    return refuseQuery(query) ?? { status: 200, body: { count: this.find(query).length, is_partial: false } };
  }

  #letter(id: string): FakeAnswer {
    const letter = this.letters.find((one) => one.id === id || one.original_message_id === id);
    return letter === undefined ? NOT_FOUND : { status: 200, body: letter };
  }

  #listGroups(status: string): FakeAnswer {
    const items = this.groups.filter((one) => one.status === status).map((one) => this.#counted(one));
    return { status: 200, body: { items: items.sort((a, b) => b.pending - a.pending) } };
  }

  #counted(group: DeadLetterGroup): DeadLetterGroup {
    const own = this.letters.filter(({ fingerprint }) => fingerprint === group.fingerprint);
    const hours = Array.from({ length: 24 }, () => 0);
    for (const { dlq_created_at } of own) {
      const index = 23 - Math.floor((Date.now() - Date.parse(dlq_created_at)) / HOUR);
      if (index >= 0 && index < 24) hours[index] = (hours[index] ?? 0) + 1;
    }
    const pending = own.filter(({ status }) => status === 'pending').length;
    const last = own[0]?.dlq_created_at ?? group.last_seen_at;
    return { ...group, pending, last_seen_at: last, last_24_hours: hours };
  }

  #changeGroup(fingerprint: string, body: unknown): FakeAnswer {
    const change = GroupChangeBodySchema.parse(body);
    const group = this.groups.find((one) => one.fingerprint === fingerprint);
    if (group === undefined) return NOT_FOUND;
    this.groupChanges.push(change);
    group.status = change.status;
    if (change.status !== 'active') delete group.regressed_at;
    return { status: 200, body: this.#counted(group) };
  }

  #answerViews(route: string, body: unknown): FakeAnswer | undefined {
    if (route === 'GET /api/dlq/views') return { status: 200, body: { items: this.views } };
    if (route === 'POST /api/dlq/views') {
      const view = { ...ViewBodySchema.parse(body), owner: 'grace', created_at: new Date().toISOString() };
      const taken = this.views.some(({ name }) => name === view.name);
      if (taken) return { status: 409, body: problem(409, 'conflict', 'There is such a view already') };
      this.views.push(view);
      return { status: 201, body: view };
    }
    const name = /^DELETE \/api\/dlq\/views\/(.+)$/u.exec(route)?.[1];
    if (name === undefined) return undefined;
    this.views = this.views.filter((one) => one.name !== decodeURIComponent(name));
    return { status: 200, body: { items: this.views } };
  }

  #stats(hours: number): DlqStats {
    const inState = (state: DeadLetter['status']) => this.letters.filter(({ status }) => status === state);
    const pending = inState('pending');
    const since = (ms: number) => this.letters.filter((one) => Date.now() - Date.parse(one.dlq_created_at) < ms);
    const oldest = pending.at(-1);
    return {
      pending: pending.length,
      reprocessing: inState('reprocessing').length,
      resolved: inState('resolved').length,
      discarded: inState('discarded').length,
      last_hour: since(HOUR).length,
      ...(oldest && { oldest_pending_at: oldest.dlq_created_at }),
      by_type: countBy(pending, (one) => one.error_type),
      by_subject: countBy(pending, (one) => one.original_subject),
      hours: Object.entries(countBy(since(hours * HOUR), hourOf)).map(([key, count]) => {
        const [date_hour, subject, error_type] = JSON.parse(key) as [string, string, DeadLetter['error_type']];
        return { date_hour, subject, error_type, count };
      }),
    };
  }
}

function refuseQuery(query: URLSearchParams): FakeAnswer | undefined {
  const fault = findFault(query.get('q') ?? '');
  if (fault === undefined) return undefined;
  return { status: 400, body: problem(400, 'invalid_query', 'The query cannot be read', fault) };
}

/** A list does not have what only the detail has. */
function toListed(letter: DeadLetterDetail): DeadLetter {
  const { payload, payload_raw, edited_payload, headers, error_stack, timeline, other_letters, ...listed } = letter;
  return listed;
}

function hourOf({ dlq_created_at, original_subject, error_type }: DeadLetter): string {
  const hour = new Date(Math.floor(Date.parse(dlq_created_at) / HOUR) * HOUR).toISOString();
  return JSON.stringify([hour, original_subject, error_type]);
}

function countBy(letters: readonly DeadLetter[], keyOf: (letter: DeadLetter) => string): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const letter of letters) counts[keyOf(letter)] = (counts[keyOf(letter)] ?? 0) + 1;
  return counts;
}
