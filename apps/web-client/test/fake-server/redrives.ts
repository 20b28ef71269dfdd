import {
  type DryRun,
  type RedriveJob,
  RedriveJobBodySchema,
  type RedriveJobDetail,
} from '@ballast/contracts/operators';
import type { FakeDeadLetters } from './dead-letters.ts';
import type { FakeAnswer, FakeRequest } from './fake-route.ts';
import { problem } from './problem.ts';
import { uuidV7 } from './uuid-v7.ts';

type Item = RedriveJobDetail['items'][number];
type Job = Omit<RedriveJob, 'waves' | 'counts' | 'total' | 'wave'> & { readonly items: Item[] };

const STATES = ['waiting', 'sent', 'succeeded', 'failed', 'silent', 'refused', 'cancelled'] as const;
const CONTROLS = {
  pause: { from: ['running'], to: 'paused' },
  resume: { from: ['paused', 'stopped'], to: 'running' },
  cancel: { from: ['running', 'paused', 'stopped'], to: 'cancelled' },
} as const;

/** The double's redrive jobs. They go on by time: at each question, as far as their rate has let them. */
export class FakeRedrives {
  readonly jobs: Job[] = [];
  /** Letters that come back, by id. */
  readonly failing = new Set<string>();
  readonly controls: { control: string; reason: string | undefined }[] = [];
  readonly #letters: FakeDeadLetters;
  readonly #steppedAt = new Map<string, number>();

  constructor(letters: FakeDeadLetters) {
    this.#letters = letters;
  }

  answer({ route, body }: FakeRequest, isOperator: boolean): FakeAnswer | undefined {
    if (!/^[A-Z]+ \/api\/dlq\/jobs/u.test(route)) return undefined;
    if (!isOperator) return { status: 401, body: problem(401, 'unauthorized', 'This needs a key') };
    for (const job of this.jobs) this.#step(job);
    if (route === 'POST /api/dlq/jobs') return this.#create(body);
    if (route === 'GET /api/dlq/jobs') return { status: 200, body: { items: this.jobs.map(view), next_cursor: null } };
    const [, id, control] = /^[A-Z]+ \/api\/dlq\/jobs\/([^/]+)(?:\/(\w+))?$/u.exec(route) ?? [];
    const job = this.jobs.find((one) => one.id === id);
    if (job === undefined) return { status: 404, body: problem(404, 'not_found', 'No redrive job has this id') };
    if (control !== undefined) return this.#control(job, control as keyof typeof CONTROLS, body);
    return { status: 200, body: { ...view(job), items: job.items, next_cursor: null } };
  }

  #create(body: unknown): FakeAnswer {
    const wanted = RedriveJobBodySchema.parse(body);
    const { message_ids, query, rate_per_second = 10, delay_seconds = 0, canary = true } = wanted;
    const chosen = this.#letters.letters.filter((one) =>
      message_ids === undefined ? one.status === 'pending' : message_ids.includes(one.id),
    );
    const fit = query === undefined ? chosen : this.#letters.find(new URLSearchParams({ q: query, status: 'pending' }));
    const isRefused = ({ error_type, is_edited }: (typeof fit)[number]) => error_type === 'poison' && !is_edited;
    const sent = fit.filter((letter) => !isRefused(letter));
    const sizes = canary === true ? [1, 5, 25] : canary === false ? [] : canary;
    const waves = sizesOf(sent.length, sizes);
    if (wanted.dry_run === true) {
      const poison = fit.filter(isRefused).map(({ id }) => id);
      const plan: DryRun = {
        total: fit.length,
        would_send: sent.length,
        refused:
          poison.length === 0
            ? []
            : [{ code: 'poison', reason: 'It is poison.', count: poison.length, examples: poison.slice(0, 5) }],
        by_type: Object.fromEntries(
          ['transient', 'permanent'].map((type) => [type, sent.filter((one) => one.error_type === type).length]),
        ),
        by_age: { hour: sent.length, day: 0, week: 0, older: 0 },
        waves,
        estimated_seconds: delay_seconds + sent.length / rate_per_second,
      };
      return { status: 200, body: plan };
    }
    if (sent.length === 0) return { status: 409, body: problem(409, 'conflict', 'There is nothing to send') };
    const now = new Date().toISOString();
    const waveOf = waves.flatMap((size, wave) => Array.from({ length: size }, () => wave));
    const job: Job = {
      id: uuidV7(),
      state: 'running',
      operator: 'grace',
      reason: wanted.reason,
      rate_per_second,
      failure_threshold: 0.2,
      wave_deadline_seconds: 60,
      force: false,
      not_before: now,
      created_at: now,
      started_at: now,
      items: sent.map(({ id, generation }, position) => ({
        position,
        wave: waveOf[position] ?? 0,
        letter_id: id,
        generation,
        state: 'waiting',
      })),
    };
    this.jobs.unshift(job);
    this.#steppedAt.set(job.id, Date.now());
    return { status: 201, body: view(job) };
  }

  #step(job: Job): void {
    const last = this.#steppedAt.get(job.id) ?? Date.parse(job.created_at);
    const due = job.state === 'running' ? Math.floor(((Date.now() - last) / 1_000) * job.rate_per_second) : 0;
    if (job.state !== 'running') this.#steppedAt.set(job.id, Date.now());
    if (due === 0) return;
    this.#steppedAt.set(job.id, Date.now());
    for (const item of job.items.filter(({ state }) => state === 'waiting').slice(0, due)) {
      item.state = this.failing.has(item.letter_id) ? 'failed' : 'succeeded';
      if (item.state === 'failed') item.reason = 'It failed again: ETIMEDOUT.';
    }
    if (job.items.every(({ state }) => state !== 'waiting')) job.state = 'completed';
  }

  #control(job: Job, control: keyof typeof CONTROLS, body: unknown): FakeAnswer {
    const { from, to } = CONTROLS[control];
    this.controls.push({ control, reason: (body as { reason?: string }).reason });
    if (!(from as readonly string[]).includes(job.state)) {
      return { status: 409, body: problem(409, 'conflict', `The job is ${job.state}`) };
    }
    job.state = to;
    if (to === 'cancelled') for (const item of job.items) if (item.state === 'waiting') item.state = 'cancelled';
    return { status: 200, body: view(job) };
  }
}

function view({ items, ...job }: Job): RedriveJob {
  const countsOf = (some: readonly Item[]) =>
    Object.fromEntries(STATES.map((state) => [state, some.filter((one) => one.state === state).length])) as Record<
      (typeof STATES)[number],
      number
    >;
  const numbers = [...new Set(items.map(({ wave }) => wave))];
  const waves = numbers.map((wave) => {
    const own = items.filter((one) => one.wave === wave);
    return { ...countsOf(own), size: own.length };
  });
  return { ...job, total: items.length, wave: 0, waves, counts: countsOf(items) };
}

function sizesOf(total: number, sizes: readonly number[]): number[] {
  const waves: number[] = [];
  let left = total;
  for (const size of [...sizes, Number.POSITIVE_INFINITY]) {
    const wave = Math.min(size, left);
    if (wave > 0) waves.push(wave);
    left -= wave;
  }
  return waves;
}
