import type { Logger, Metrics } from '@ballast/telemetry';
import type { Clock } from './clock.ts';
import type { BaseConfig } from './config/base-env.ts';
import type { Health } from './health.ts';
import type { Heartbeat } from './heartbeat.ts';
import type { Lifecycle } from './lifecycle.ts';

/** What every process has, handed to its composition root. */
export interface Service<Config extends BaseConfig = BaseConfig> {
  readonly name: string;
  /** `<host>-<pid>-<random>`, another one for each start. */
  readonly instance: string;
  readonly config: Config;
  /** The variable that sets this process's port, for messages. */
  readonly portVariable: string;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly life: Lifecycle;
  readonly health: Health;
  readonly heartbeat: Heartbeat;
  readonly clock: Clock;
  /** Aborted when draining begins. */
  readonly signal: AbortSignal;
  /** Ends the process in good order, with exit code 1: something it cannot live without is gone for good. */
  fail(error: Error): void;
}
