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
  refused = 0;
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

  async ledger(): Promise<{ readonly unaccounted: number; readonly balanced: boolean }> {
    return (await this.#ask('/api/ledger')) as { unaccounted: number; balanced: boolean };
  }

  async #run(perSecond: number): Promise<void> {
    for (let nth = 0; !this.#isStopped; nth += 1) {
      const one = this.#submit(String(1_000_003 + nth)).finally(() => this.#underWay.delete(one));
      this.#underWay.add(one);
      await pause(1000 / perSecond);
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
    } catch {
      this.refused += 1;
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
    const body: unknown = await response.json();
    if (!response.ok) throw new Error(`${path}: ${response.status}`);
    return body;
  }
}
