import type { Logger } from '@ballast/telemetry';
import { BoundedCheck, type CheckResult, type HealthCheck, type HealthStatus } from './health-check.ts';

/** What `/health` answers. */
export interface HealthReport {
  readonly status: HealthStatus;
  readonly checks: Readonly<Record<string, CheckResult>>;
}

/** How much a check matters, and how long it may take. */
export interface CheckOptions {
  /** A critical check that fails takes the process out of service; another one only degrades it. Default true. */
  readonly critical?: boolean;
  /** Default 2,000. */
  readonly timeoutMs?: number;
}

/** What `/readyz` answers. */
export interface Readiness {
  readonly ready: boolean;
  /** Why not: `starting`, `draining`, or the names of the critical checks that fail. */
  readonly reason?: string;
}

const CHECK_TIMEOUT_MS = 2_000;
/** A storm of probes costs one check a second. */
const CACHE_MS = 1_000;

/** What a process says about itself. starting -> setReady(true) -> ready -> drain() -> draining, from where none returns. */
export class Health {
  readonly #checks = new Map<string, { check: BoundedCheck; critical: boolean }>();
  readonly #logger: Logger | undefined;
  #phase: 'starting' | 'ready' | 'draining' = 'starting';

  constructor(logger?: Logger) {
    this.#logger = logger;
  }

  /** Adds a check, or replaces the one of that name. Checks run only when somebody asks. */
  register(name: string, check: HealthCheck, options: CheckOptions = {}): void {
    const bounded = new BoundedCheck(check, {
      timeoutMs: options.timeoutMs ?? CHECK_TIMEOUT_MS,
      cacheMs: CACHE_MS,
      onChange: (status, error) => this.#logChange(name, status, error),
    });
    this.#checks.set(name, { check: bounded, critical: options.critical ?? true });
  }

  /** Says whether the process takes work. Without effect once it drains. */
  setReady(ready: boolean): void {
    if (this.#phase !== 'draining') this.#phase = ready ? 'ready' : 'starting';
  }

  /** True until `setReady(true)`: the composition root has not returned yet. */
  get isStarting(): boolean {
    return this.#phase === 'starting';
  }

  /** Takes the process out of service for good. */
  drain(): void {
    this.#phase = 'draining';
  }

  /** True as long as the process can answer at all; asks no dependency, so a broken one cannot get it restarted. */
  live(): boolean {
    return true;
  }

  /** Whether the process may be sent work: not starting, not draining, no critical check failing. */
  async ready(): Promise<Readiness> {
    if (this.#phase !== 'ready') return { ready: false, reason: this.#phase };
    const report = await this.report();
    if (report.status !== 'down') return { ready: true };
    const failing = [...this.#checks].filter(
      ([name, { critical }]) => critical && report.checks[name]?.status === 'down',
    );
    return { ready: false, reason: failing.map(([name]) => name).join(', ') };
  }

  /** Runs all checks at the same time. `down` when a critical one is, `degraded` when anything else is not ok. */
  async report(): Promise<HealthReport> {
    const results = await Promise.all(
      [...this.#checks].map(async ([name, { check, critical }]) => ({ name, critical, result: await check.result() })),
    );
    const down = results.some(({ critical, result }) => critical && result.status === 'down');
    const degraded = results.some(({ result }) => result.status !== 'ok');
    return {
      status: down ? 'down' : degraded ? 'degraded' : 'ok',
      checks: Object.fromEntries(results.map(({ name, result }) => [name, result])),
    };
  }

  #logChange(check: string, status: HealthStatus, error: unknown): void {
    if (status === 'ok') this.#logger?.info({ check }, `health check ${check} passes again`);
    else
      this.#logger?.warn({ check, ...(error !== undefined && { err: error }) }, `health check ${check} says ${status}`);
  }
}
