import { CircuitBreaker, explainTlsError, type Failure, TLS_SETTINGS, toFailure } from '@ballast/reliability';
import type { Logger } from '@ballast/telemetry';
import { type Connection, openConnection, type RedisAddress } from './connection.ts';
import { RateLimitError } from './rate-limit-error.ts';
import type { TakeReply, TakeRequest } from './take.ts';
import { withDeadline } from './with-deadline.ts';

/** Where decisions are made at the moment, and why not in Redis. */
export type StoreState = { readonly state: 'redis' } | { readonly state: 'local'; readonly reason: string };

/** A clock that is not Redis' own. */
export interface LimiterClock {
  /** Whole microseconds since 1970. */
  nowUs(): number;
}

export interface RedisStoreOptions extends RedisAddress {
  readonly connections: number;
  readonly deadlineMs: number;
  readonly clock?: LimiterClock | undefined;
  readonly logger: Logger;
}

const PROBE_EVERY_MS = 250;
/** Five calls in a row without an answer; then nobody asks until a probe is answered. */
const BREAKER = {
  failures: 5,
  windowMs: 10_000,
  rest: { initialMs: PROBE_EVERY_MS, multiplier: 1, maxMs: PROBE_EVERY_MS, jitter: 0 },
};
/** Answers that say that no call can be written, rather than something about this one. */
const UNUSABLE: ReadonlySet<string> = new Set([
  'BUSY',
  'CLUSTERDOWN',
  'LOADING',
  'MASTERDOWN',
  'MISCONF',
  'NOAUTH',
  'NOPERM',
  'NOREPLICAS',
  'OOM',
  'READONLY',
]);
/** Redis lets keys expire by its own clock: where another one says what time it is, they have to outlive that one's hour. */
const FOREIGN_CLOCK_SLACK_MS = 3_600_000;

/**
 * The buckets in Redis, and what is known about Redis.
 *
 *     redis --(no connection is ready, five calls in a row fail, or one is answered that nothing can be written)--> local
 *     local --(a connection is ready and a probe is answered)--> redis
 *
 * While it is `local` nobody asks and nobody waits: calls are refused at once. The probe is the script itself, and it writes:
 * a Redis that greets and does not work is not back, nor is one that can only be read.
 */
export class RedisStore {
  readonly #options: RedisStoreOptions;
  readonly #connections: readonly Connection[];
  readonly #breaker = new CircuitBreaker(() => performance.now(), BREAKER);
  readonly #probing: NodeJS.Timeout;
  readonly #probeKey: string;
  #turn = 0;
  #calls = 0;
  #isProbed = false;
  #isClosed = false;
  #lastError = NOT_CONNECTED;
  #told: StoreState['state'] | undefined;
  /** Why Redis is away, as far as it was told since it went. */
  readonly #toldReasons = new Set<string>();

  /** @param probeKey a key that nobody else has */
  constructor(options: RedisStoreOptions, probeKey: string) {
    this.#options = options;
    this.#probeKey = probeKey;
    this.#connections = Array.from({ length: options.connections }, () => this.#open(options));
    this.#probing = setInterval(() => void this.#probe(), PROBE_EVERY_MS);
    this.#probing.unref();
  }

  state(): StoreState {
    if (!this.#connections.some(isReady)) return { state: 'local', reason: this.#lastError };
    const { state, reason } = this.#breaker.report();
    return state === 'closed' ? { state: 'redis' } : { state: 'local', reason: describe(reason) };
  }

  take(request: TakeRequest): Promise<TakeReply> {
    return this.#script(request, true, this.#options.deadlineMs);
  }

  /** The same look, with nothing taken, written or counted. Operators may wait a little longer for it. */
  peek(request: TakeRequest): Promise<TakeReply> {
    return this.#script(request, false, 10 * this.#options.deadlineMs);
  }

  /**
   * Asks over one connection, within a deadline.
   *
   * @throws RateLimitError `store_unavailable`, at once where Redis is known to be away
   */
  async call<T>(use: (redis: Connection) => Promise<T>, deadlineMs = 10 * this.#options.deadlineMs): Promise<T> {
    const connection = this.#breaker.state === 'closed' ? this.#next() : undefined;
    if (connection === undefined) throw new RateLimitError('store_unavailable', 'Redis is away');
    const startedAt = performance.now();
    try {
      const answer = await withDeadline(use(connection), deadlineMs);
      this.#breaker.succeed(startedAt);
      return answer;
    } catch (error) {
      this.#calls += 1;
      const failure = failureOf(error);
      if (UNUSABLE.has(failure.code)) this.#lose(startedAt, failure);
      else this.#breaker.fail(startedAt, String(this.#calls), failure);
      this.#tell();
      throw new RateLimitError('store_unavailable', 'Redis did not answer', { cause: error });
    }
  }

  close(): void {
    this.#isClosed = true;
    clearInterval(this.#probing);
    for (const connection of this.#connections) connection.disconnect();
  }

  async #script(request: TakeRequest, taking: boolean, deadlineMs: number): Promise<TakeReply> {
    const { keys, parameters } = scriptArguments(request, taking, this.#options.clock);
    const [allowed, blockedUs = 0, denials = 0, ...levels] = await this.call(
      (redis) => redis.take(keys.length, ...keys, ...parameters),
      deadlineMs,
    );
    return { allowed: allowed === 1, blockedUs, denials, levels };
  }

  #open(options: RedisStoreOptions): Connection {
    const connection = openConnection(options, options.deadlineMs);
    let isMute = true;
    connection.on('error', (error: unknown) => {
      this.#lastError = explainTlsError(error, TLS_SETTINGS.redis) ?? describe(failureOf(error));
    });
    connection.on('ready', () => {
      isMute = false;
      this.#tell();
    });
    connection.on('close', () => {
      if (isMute) this.#lastError = explainSilence(this.#lastError, options.tls !== undefined);
      this.#tell();
    });
    // It goes on trying by itself; each failure is told by 'error'.
    connection.connect().catch(() => {});
    return connection;
  }

  #next(): Connection | undefined {
    for (let tried = 0; tried < this.#connections.length; tried += 1) {
      this.#turn = (this.#turn + 1) % this.#connections.length;
      const connection = this.#connections[this.#turn];
      if (connection !== undefined && isReady(connection)) return connection;
    }
    return undefined;
  }

  #lose(startedAt: number, failure: Failure): void {
    this.#breaker.lose(startedAt, failure);
    // Some of these end the connection as well.
    this.#lastError = describe(failure);
  }

  /** One at a time; those who wait for a decision do not wait for this. */
  async #probe(): Promise<void> {
    if (this.#breaker.state === 'closed' || this.#isProbed) return;
    const connection = this.#next();
    if (connection === undefined) return;
    this.#isProbed = true;
    try {
      const { parameters } = scriptArguments(PROBE, true, undefined);
      await withDeadline(connection.take(1, this.#probeKey, ...parameters), this.#options.deadlineMs);
      this.#breaker.allowTrial();
      this.#breaker.succeed(performance.now());
      this.#tell();
    } catch (error) {
      this.#lastError = describe(failureOf(error));
      this.#breaker.stayOpen();
    } finally {
      this.#isProbed = false;
    }
  }

  /**
   * One line when it goes and one when it returns; between them one for each other reason, since the first may only be that an
   * attempt took too long.
   */
  #tell(): void {
    if (this.#isClosed) return;
    const now = this.state();
    const { logger } = this.#options;
    if (now.state === 'redis') {
      if (this.#told !== 'redis') logger.info('limits are kept in Redis');
      this.#toldReasons.clear();
    } else if (!this.#toldReasons.has(now.reason)) {
      logger.warn({ reason: now.reason }, 'Redis is away: each instance keeps the limits by itself');
      this.#toldReasons.add(now.reason);
    }
    this.#told = now.state;
  }
}

const NOT_CONNECTED = 'not connected yet';
/** All that is known of a connection that was ended, or not answered in time. */
const SILENCES: ReadonlySet<string> = new Set([NOT_CONNECTED, 'ECONNRESET', 'EPIPE', 'ETIMEDOUT']);

const PROBE: TakeRequest = {
  buckets: [{ key: '', shape: { capacity: 1, refill: 1, unit: 1 }, need: 0, blames: false }],
};

/** Redis says nothing at all to who speaks in the clear to a port for TLS, nor to who speaks TLS to another. */
function explainSilence(lastError: string, isTls: boolean): string {
  if (!SILENCES.has(lastError)) return lastError;
  return isTls
    ? 'the server does not answer: it may speak no TLS on this port, and REDIS_TLS asks for it'
    : 'the server does not answer: where it takes only TLS, set REDIS_TLS=true';
}

/** Redis' own errors have no code but the first word of what they say. */
function failureOf(error: unknown): Failure {
  const failure = toFailure(error);
  const word = failure.code === 'ReplyError' ? /^[A-Z]+/.exec(failure.message)?.[0] : undefined;
  return word === undefined ? failure : { ...failure, code: word };
}

/** The code, where the error has one of its own. */
function describe(failure: Failure | undefined): string {
  if (failure === undefined) return 'unknown';
  return failure.code === 'Error' ? failure.message : failure.code;
}

function isReady(connection: Connection): boolean {
  return connection.status === 'ready';
}

/** KEYS and ARGV of take.lua.ts. */
function scriptArguments({ buckets, penalty }: TakeRequest, taking: boolean, clock: LimiterClock | undefined) {
  const keys = buckets.map((bucket) => bucket.key);
  const parameters: (string | number)[] = [
    clock === undefined ? '' : clock.nowUs(),
    clock === undefined ? 0 : FOREIGN_CLOCK_SLACK_MS,
    taking ? '1' : '0',
    buckets.length,
  ];
  for (const { shape, need, blames } of buckets) {
    parameters.push(shape.refill, shape.capacity, need, blames ? '1' : '0');
  }
  if (penalty !== undefined) {
    const { afterDenials, baseUs, factor, ceilingUs, decayUs, mostStrikes } = penalty.shape;
    keys.push(penalty.key);
    parameters.push(afterDenials, baseUs, factor, ceilingUs, decayUs, mostStrikes, penalty.told);
  }
  return { keys, parameters };
}
