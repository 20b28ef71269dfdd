import {
  type DeadLetterDetail,
  DiscardBodySchema,
  EditBodySchema,
  findMessageFault,
  type Refusal,
  UndoBodySchema,
} from '@ballast/contracts/operators';
import type { FakeDeadLetters } from './dead-letters.ts';
import type { FakeAnswer, FakeRequest } from './fake-route.ts';
import { problem } from './problem.ts';
import type { FakeRedrives } from './redrives.ts';
import { uuidV7 } from './uuid-v7.ts';

/** What changes the double's dead letters: discarding, taking that back, editing. */
export class FakeLetterActs {
  /** In the order in which they came. */
  readonly acts: { act: 'discard' | 'undo' | 'edit'; reason: string; ids: string[] }[] = [];
  /** Letters that somebody else has taken meanwhile: nothing is done to them. */
  readonly taken = new Set<string>();
  readonly #letters: FakeDeadLetters;
  readonly #redrives: FakeRedrives;
  readonly #discards = new Map<string, readonly string[]>();

  constructor(letters: FakeDeadLetters, redrives: FakeRedrives) {
    this.#letters = letters;
    this.#redrives = redrives;
  }

  answer({ route, body }: FakeRequest, isOperator: boolean): FakeAnswer | undefined {
    const edited = /^POST \/api\/dlq\/messages\/([^/]+)\/edit$/u.exec(route)?.[1];
    const isOurs = edited !== undefined || route === 'DELETE /api/dlq/discard' || route === 'POST /api/dlq/undo';
    if (!isOurs) return undefined;
    if (!isOperator) return { status: 401, body: problem(401, 'unauthorized', 'This needs a key') };
    if (edited !== undefined) return this.#edit(edited, body);
    return route === 'DELETE /api/dlq/discard' ? this.#discard(body) : this.#undo(body);
  }

  #discard(body: unknown): FakeAnswer {
    const { message_ids, query, reason } = DiscardBodySchema.parse(body);
    const chosen =
      query === undefined
        ? this.#letters.letters.filter(({ id }) => message_ids?.includes(id))
        : this.#letters.find(new URLSearchParams({ q: query, status: 'pending' }));
    const { changed, refused } = this.#change(chosen, 'pending', 'discarded');
    const discard_id = uuidV7();
    this.#discards.set(discard_id, changed);
    this.acts.push({ act: 'discard', reason, ids: changed });
    return { status: 200, body: { discard_id, discarded: changed.length, refused } };
  }

  #undo(body: unknown): FakeAnswer {
    const { discard_id, message_ids, reason } = UndoBodySchema.parse(body);
    const ids = discard_id === undefined ? message_ids : this.#discards.get(discard_id);
    if (ids === undefined) return { status: 404, body: problem(404, 'not_found', 'Nothing is discarded under this') };
    const chosen = this.#letters.letters.filter(({ id }) => ids.includes(id));
    const { changed, refused } = this.#change(chosen, 'discarded', 'pending');
    this.acts.push({ act: 'undo', reason, ids: changed });
    return { status: 200, body: { restored: changed.length, refused } };
  }

  #change(chosen: readonly DeadLetterDetail[], from: DeadLetterDetail['status'], to: DeadLetterDetail['status']) {
    const changed: string[] = [];
    const refused: Refusal[] = [];
    for (const letter of chosen) {
      if (letter.status === from && !this.taken.has(letter.id)) {
        letter.status = to;
        changed.push(letter.id);
      } else {
        refused.push({
          message_id: letter.id,
          code: 'not_pending',
          reason: 'ada is redriving it. Wait for the outcome.',
        });
      }
    }
    return { changed, refused };
  }

  #edit(id: string, body: unknown): FakeAnswer {
    const { payload, redrive, reason } = EditBodySchema.parse(body);
    const letter = this.#letters.letters.find((one) => one.id === id);
    if (letter === undefined) return { status: 404, body: problem(404, 'not_found', 'There is no such letter') };
    if (letter.status !== 'pending') {
      const detail = `The letter is ${letter.status}: only a pending one can be edited.`;
      return { status: 409, body: problem(409, 'conflict', 'That is not possible', { detail }) };
    }
    const text = typeof payload === 'string' ? payload : JSON.stringify(payload);
    const fault = findMessageFault(text, { subject: letter.original_subject, id: letter.original_message_id });
    if (fault !== undefined) {
      const rest = { detail: fault.message, errors: [fault] };
      return { status: 422, body: problem(422, 'invalid_edit', 'The edited message does not fit its contract', rest) };
    }
    Object.assign(letter, { is_edited: true, edited_payload: text, edited_by: 'grace' });
    this.acts.push({ act: 'edit', reason, ids: [id] });
    return { status: 200, body: { id, diff: [], job_id: redrive === true ? this.#redrive(letter, reason) : null } };
  }

  #redrive(letter: DeadLetterDetail, reason: string): string | null {
    const body = { message_ids: [letter.id], canary: false, reason };
    this.#redrives.answer({ route: 'POST /api/dlq/jobs', query: new URLSearchParams(), body }, true);
    letter.status = 'reprocessing';
    return this.#redrives.jobs[0]?.id ?? null;
  }
}
