import { checkPrimeSync, randomBytes } from 'node:crypto';
import type { PrimeCheck, PrimeCheckList, PrimeCheckSteps } from '@ballast/contracts';
import { uuidV7 } from './uuid-v7.ts';

const PROVEN_BELOW = 3_317_044_064_679_887_385_961_981n;

/** The double's memory: the checks there are, newest first by id, and who is told of a change. */
export class FakeChecks {
  readonly #checks = new Map<string, PrimeCheck>();
  readonly #keys = new Map<string, { body: string; id: string }>();
  /** What is known of a check's way, by its id, where that is not a second for each step. */
  readonly ways = new Map<string, Partial<PrimeCheckSteps>>();
  onChange: (check: PrimeCheck) => void = () => {};

  /** Takes a number; the same key gives the same check, another body under it `undefined`. */
  accept(number: string, key: string | undefined, body: string): PrimeCheck | undefined {
    const known = key === undefined ? undefined : this.#keys.get(key);
    if (known !== undefined) return known.body === body ? this.#checks.get(known.id) : undefined;
    const check = this.add({ number });
    if (key !== undefined) this.#keys.set(key, { body, id: check.id });
    return check;
  }

  /** Puts a check there without telling anybody, as if it had been there before. */
  add(check: Partial<PrimeCheck> & { number: string }): PrimeCheck {
    const createdAt = check.created_at === undefined ? Date.now() : Date.parse(check.created_at);
    const full: PrimeCheck = {
      id: uuidV7(createdAt),
      status: 'processing',
      created_at: new Date(createdAt).toISOString(),
      trace_id: randomBytes(16).toString('hex'),
      ...check,
    };
    this.#checks.set(full.id, full);
    return full;
  }

  /** Changes a check and tells of it. */
  change(id: string, change: Partial<PrimeCheck>): PrimeCheck {
    const known = this.#checks.get(id);
    if (known === undefined) throw new Error(`no check ${id}`);
    const check = { ...known, ...change };
    this.#checks.set(id, check);
    this.onChange(check);
    return check;
  }

  /** Gives the verdict that node:crypto finds, or the one given. */
  decide(id: string, verdict: Partial<PrimeCheck> = {}): PrimeCheck {
    const n = BigInt(this.#checks.get(id)?.number ?? 0);
    const isPrime = n > 1n && checkPrimeSync(n);
    return this.change(id, {
      status: 'completed',
      is_prime: isPrime,
      certainty: isPrime && n >= PROVEN_BELOW ? 'probable' : 'proven',
      completed_at: new Date().toISOString(),
      ...verdict,
    });
  }

  get(id: string): PrimeCheck | undefined {
    return this.#checks.get(id);
  }

  /** How many there are. */
  get size(): number {
    return this.#checks.size;
  }

  /** The steps that a check has reached, a second each. */
  stepsOf(check: PrimeCheck): PrimeCheckSteps {
    const created = Date.parse(check.created_at);
    const reached =
      check.status === 'completed' ? (['accepted', 'published', 'checked'] as const) : ['accepted' as const];
    return {
      id: check.id,
      steps: reached.map((step, place) => ({ step, at: new Date(created + place * 1_000).toISOString() })),
      mail: check.message_id === undefined ? 'none' : 'waiting',
      ...(check.trace_id !== undefined && { trace_url: `http://127.0.0.1:9/trace/${check.trace_id}` }),
      ...this.ways.get(check.id),
    };
  }

  page(limit: number, cursor: string | undefined, filter = new URLSearchParams()): PrimeCheckList {
    const asked = (id: string) => isAsked(filter, this.#checks.get(id));
    const ids = [...this.#checks.keys()].filter(asked).sort().reverse();
    const rest = cursor === undefined ? ids : ids.filter((id) => id < cursor);
    const items = rest.slice(0, limit).flatMap((id) => this.#checks.get(id) ?? []);
    return { items, next_cursor: rest.length > limit ? (items.at(-1)?.id ?? null) : null };
  }
}

function isAsked(filter: URLSearchParams, check: PrimeCheck | undefined): boolean {
  const { number, status, is_prime } = Object.fromEntries(filter);
  if (check === undefined || (number !== undefined && number !== check.number)) return false;
  return (
    (status === undefined || status === check.status) && (is_prime === undefined || is_prime === String(check.is_prime))
  );
}
