import { setTimeout as pause } from 'node:timers/promises';

const ANSWER_MS = 10_000;
const CHECKS_AT_ONCE = 8;

export interface Accepted {
  readonly id: string;
  /** As `Date.now()` counts. */
  readonly at: number;
}

/** Sends requests at a steady pace, and remembers those that were accepted: those alone count. */
export class SteadyLoad {
  readonly accepted: Accepted[] = [];
  /** Why others were not, and how many. */
  readonly refusals = new Map<string, number>();
  readonly #url: string;
  readonly #headers: Readonly<Record<string, string>>;
  readonly #settled = new Set<string>();
  readonly #underWay = new Set<Promise<void>>();
  readonly #loop: Promise<void>;
  #isStopped = false;

  constructor(url: string, key: string, perSecond: number) {
    this.#url = url;
    this.#headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' };
    this.#loop = this.#run(perSecond);
  }

  /** Sends nothing more; resolves when everything sent has its answer. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    await this.#loop;
    await Promise.all(this.#underWay);
  }

  /** Whether one of the requests accepted since then has its verdict. */
  async hasVerdictSince(at: number): Promise<boolean> {
    const [first] = this.accepted.filter((one) => one.at >= at);
    return first !== undefined && (await this.#isSettled(first.id));
  }

  /** The accepted requests that have no verdict yet. */
  async open(): Promise<Accepted[]> {
    const asked = this.accepted.filter(({ id }) => !this.#settled.has(id));
    const waiting = asked.values();
    const ask = async () => {
      for (const { id } of waiting) await this.#isSettled(id).catch(() => false);
    };
    await Promise.all(Array.from({ length: CHECKS_AT_ONCE }, ask));
    return this.accepted.filter(({ id }) => !this.#settled.has(id));
  }

  get refused(): number {
    return [...this.refusals.values()].reduce((sum, count) => sum + count, 0);
  }

  async ledger(): Promise<{ readonly unaccounted: number; readonly balanced: boolean }> {
    return (await this.#ask('/api/ledger')) as { unaccounted: number; balanced: boolean };
  }

  async #run(perSecond: number): Promise<void> {
    const startedAt = performance.now();
    for (let nth = 0; !this.#isStopped; nth += 1) {
      // A pause that was too long is made up for: the pace is that of the whole.
      await pause(Math.max(0, startedAt + (nth * 1000) / perSecond - performance.now()));
      const one = this.#submit(String(1_000_003 + nth)).finally(() => this.#underWay.delete(one));
      this.#underWay.add(one);
    }
  }

  async #submit(number: string): Promise<void> {
    const at = Date.now();
    try {
      const { id } = (await this.#ask('/prime-check', {
        method: 'POST',
        body: JSON.stringify({ number }),
      })) as Accepted;
      this.accepted.push({ id, at });
    } catch (error) {
      const why = reasonOf(error);
      this.refusals.set(why, (this.refusals.get(why) ?? 0) + 1);
    }
  }

  async #isSettled(id: string): Promise<boolean> {
    if (this.#settled.has(id)) return true;
    const { status } = (await this.#ask(`/prime-check/${id}`)) as { status: string };
    if (status === 'completed') this.#settled.add(id);
    return status === 'completed';
  }

  async #ask(path: string, init: RequestInit = {}): Promise<unknown> {
    const signal = AbortSignal.timeout(ANSWER_MS);
    const response = await fetch(`${this.#url}${path}`, { ...init, headers: this.#headers, signal });
    // A proxy that has nobody to ask sends no JSON.
    const body = await response.text();
    if (!response.ok) throw new Error(`answered ${response.status}`);
    return JSON.parse(body);
  }
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { cause } = error;
  return cause instanceof Error && 'code' in cause ? String(cause.code) : error.message;
}
