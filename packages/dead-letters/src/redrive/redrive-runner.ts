import { SUBJECT } from '@ballast/contracts';
import { type Database, type RowDataPacket, withTransaction } from '@ballast/database';
import type { Logger, Metrics } from '@ballast/telemetry';
import { closeUnfinished } from './close-unfinished.ts';
import { createRedriveMetrics, ITEM_OUTCOMES, type RedriveMetrics } from './redrive-metrics.ts';
import type { SentBatch } from './send-batch.ts';
import { type JobStep, LEASE_SECONDS, stepJob } from './step-job.ts';
import { TokenBucket } from './token-bucket.ts';

/** What the runner needs. */
export interface RedriveRunnerPorts {
  readonly db: Database;
  /** This process, by a name that no other one has. */
  readonly owner: string;
  /** Tells on core NATS; may be lost. */
  readonly notify: (subject: string) => void;
  readonly metrics: Metrics;
  readonly logger: Logger;
}

/** What one pass of the runner did. */
export interface RunnerPass {
  /** Jobs that this process worked on. */
  readonly jobs: number;
  readonly sent: number;
  readonly refused: number;
  /** When it should look again, in ms. */
  readonly nextMs: number;
}

/** Items of one transaction: small, so that a cancel waits for little. */
const MAX_BATCH = 500;
/** Jobs that are worked on at once: each takes a connection for a moment. */
const MAX_PARALLEL = 4;
/** From the beginning of one pass to that of the next. */
const SENDING_MS = 50;
const WAITING_MS = 200;
const IDLE_MS = 500;
/** While there is something to send, outcomes are looked at this often; and the lease is renewed when nothing else does. */
const LOOK_MS = 1_000;
const REST_MS = 1_000;
const HOUSEKEEPING_MS = 5_000;
const STEP_DEADLINE_MS = 30_000;

/** What this process remembers of a job that it works on. Lost with the process: nothing depends on it. */
interface Track {
  readonly bucket: TokenBucket;
  phase: JobStep['phase'];
  lookedAt: number;
  /** A step failed: it is not tried again before this moment. */
  restsUntil: number;
  outcomes: number | undefined;
  outcomesSince: number;
}

interface DueJob extends RowDataPacket {
  id: string;
  rate_per_second: number;
  total: number;
}

/**
 * Sends the items of redrive jobs at their rates, wave by wave, and ends the jobs. Any number of processes may run one: a job
 * is its holder's for `LEASE_SECONDS` after each step, so that one that died is followed by another within seconds; what it
 * had sent is committed with the items that say so, and nothing is sent twice.
 */
export class RedriveRunner {
  readonly #ports: RedriveRunnerPorts;
  readonly #metrics: RedriveMetrics;
  #tracks = new Map<string, Track>();
  #keptHouseAt = Number.NEGATIVE_INFINITY;

  constructor(ports: RedriveRunnerPorts) {
    this.#ports = ports;
    this.#metrics = createRedriveMetrics(ports.metrics);
  }

  /** Gives every job that is due and nobody else's its next step. A job whose step fails is left for the next pass. */
  async runOnce(): Promise<RunnerPass> {
    const now = performance.now();
    const due = await this.#due();
    this.#forgetOthers(due);
    const waiting = [...due];
    const steps: JobStep[] = [];
    const work = async () => {
      for (let job = waiting.shift(); job !== undefined; job = waiting.shift()) {
        const step = await this.#stepSafely(job);
        if (step !== undefined) steps.push(step);
      }
    };
    await Promise.all(Array.from({ length: MAX_PARALLEL }, work));
    if (now - this.#keptHouseAt >= HOUSEKEEPING_MS) {
      this.#keptHouseAt = now;
      await this.#keepHouse();
    }
    return {
      jobs: steps.length,
      sent: steps.reduce((sum, { batch }) => sum + (batch?.sent ?? 0), 0),
      refused: steps.reduce((sum, { batch }) => sum + (batch?.refused.length ?? 0), 0),
      nextMs: Math.max(0, this.#nextMs() - (performance.now() - now)),
    };
  }

  /** Gives up what this process holds, so that another may go on at once. */
  async close(): Promise<void> {
    this.#tracks.clear();
    await this.#ports.db.withConnection((connection) =>
      connection.query(
        "UPDATE redrive_jobs SET lease_owner = NULL, lease_until = NULL WHERE state = 'running' AND lease_owner = ?",
        [this.#ports.owner],
      ),
    );
  }

  async #due(): Promise<DueJob[]> {
    const [rows] = await this.#ports.db.withConnection((connection) =>
      connection.query<DueJob[]>(
        `SELECT id, rate_per_second, total FROM redrive_jobs
          WHERE state = 'running' AND not_before <= NOW(3)
            AND (lease_owner IS NULL OR lease_owner = ? OR lease_until <= NOW(3))
          ORDER BY not_before LIMIT 100`,
        [this.#ports.owner],
      ),
    );
    return rows;
  }

  #forgetOthers(due: readonly DueJob[]): void {
    const ids = new Set(due.map(({ id }) => id));
    for (const id of this.#tracks.keys()) if (!ids.has(id)) this.#tracks.delete(id);
  }

  async #stepSafely(job: DueJob): Promise<JobStep | undefined> {
    try {
      return await this.#step(job);
    } catch (error) {
      this.#ports.logger.error({ err: error, job: job.id }, 'a step of a redrive job failed');
      this.#trackOf(job, performance.now()).restsUntil = performance.now() + REST_MS;
      return undefined;
    }
  }

  async #step(job: DueJob): Promise<JobStep | undefined> {
    const now = performance.now();
    const track = this.#trackOf(job, now);
    if (now < track.restsUntil) return undefined;
    const limit = Math.min(MAX_BATCH, track.bucket.available(now));
    const look = now - track.lookedAt >= lookMs(track, job);
    if (!look && (limit === 0 || track.phase === 'waiting')) return undefined;

    const measured = this.#metrics.batchSeconds.startTimer();
    const step = await withTransaction(
      this.#ports.db,
      (tx) =>
        stepJob(tx, job.id, {
          owner: this.#ports.owner,
          limit,
          look,
          quietSeconds: track.outcomes === undefined ? 0 : (now - track.outcomesSince) / 1_000,
        }),
      { deadlineMs: STEP_DEADLINE_MS },
    );
    measured();
    track.bucket.take(step.batch?.sent ?? 0);
    track.phase = step.phase;
    if (look) track.lookedAt = now;
    if (look || step.outcomes !== undefined) this.#noteOutcomes(track, step.outcomes, now);
    if (step.batch !== undefined) this.#tell(step.batch);
    this.#count(step);
    if (step.end !== undefined) {
      this.#ports.logger.info({ job: job.id, ...step.end.counts }, `redrive job ${step.end.state}`);
    }
    return step;
  }

  #trackOf(job: DueJob, now: number): Track {
    const known = this.#tracks.get(job.id);
    if (known !== undefined) return known;
    const track: Track = {
      bucket: new TokenBucket(job.rate_per_second, now),
      phase: 'sending',
      lookedAt: Number.NEGATIVE_INFINITY,
      restsUntil: 0,
      outcomes: undefined,
      outcomesSince: now,
    };
    this.#tracks.set(job.id, track);
    return track;
  }

  #noteOutcomes(track: Track, outcomes: number | undefined, now: number): void {
    if (track.outcomes === outcomes) return;
    track.outcomes = outcomes;
    track.outcomesSince = now;
  }

  /** What is sent is committed: others may know. */
  #tell({ sent, changedRequests }: SentBatch): void {
    if (sent > 0) this.#ports.notify(SUBJECT.outboxWake);
    for (const id of changedRequests) this.#ports.notify(`${SUBJECT.primeCheckEvents}.${id}`);
  }

  #count({ batch, end }: JobStep): void {
    if (batch !== undefined) {
      this.#metrics.sent.inc(batch.sent);
      for (const code of batch.refused) this.#metrics.refused.inc({ code });
    }
    if (end === undefined) return;
    this.#metrics.ended.inc({ state: end.state });
    if (end.state !== 'completed') return;
    for (const outcome of ITEM_OUTCOMES) this.#metrics.items.inc({ outcome }, end.counts[outcome]);
  }

  async #keepHouse(): Promise<void> {
    const states = await closeUnfinished(this.#ports.db);
    for (const [state, count] of states) this.#metrics.jobs.set({ state }, count);
  }

  #nextMs(): number {
    const now = performance.now();
    const phases = [...this.#tracks.values()].map(({ phase, bucket }) => {
      if (phase === 'sending') return bucket.available(now) >= MAX_BATCH ? 0 : SENDING_MS;
      return phase === 'waiting' ? WAITING_MS : IDLE_MS;
    });
    return Math.min(IDLE_MS, ...phases);
  }
}

/** Counting a large job costs some 10 ms; a lease is renewed well before it runs out. */
function lookMs(track: Track, job: DueJob): number {
  const waitingMs = job.total < 5_000 ? WAITING_MS : LOOK_MS;
  return Math.min(track.phase === 'waiting' ? waitingMs : LOOK_MS, (LEASE_SECONDS * 1_000) / 3);
}
