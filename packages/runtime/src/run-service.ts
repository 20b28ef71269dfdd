import { createLogger, createMetrics, METRICS, startTracing } from '@ballast/telemetry';
import type { z } from 'zod';
import { systemClock } from './clock.ts';
import type { BaseConfig } from './config/base-env.ts';
import { BAD_CONFIG_EXIT_CODE, ConfigError } from './config/config-error.ts';
import { loadConfig } from './config/load-config.ts';
import { type OtlpConfig, otlpTarget } from './config/otlp-env.ts';
import { variableName } from './config/read-variables.ts';
import { Health } from './health.ts';
import { Heartbeat } from './heartbeat.ts';
import { createInstanceName } from './instance-name.ts';
import { Lifecycle } from './lifecycle.ts';
import { explainListenError } from './listen-error.ts';
import type { Service } from './service.ts';
import { Shutdown } from './shutdown.ts';

/** An object schema that has at least what `baseEnv` gives it. */
export type ServiceSchema<Shape extends z.core.$ZodLooseShape> = z.ZodObject<Shape> & z.ZodType<BaseConfig>;

/** What a schema makes of the environment. */
export type ConfigOf<Shape extends z.core.$ZodLooseShape> = z.output<z.ZodObject<Shape>> & BaseConfig;

/**
 * Runs a process: the one call of a `main.ts`. Reads the configuration, makes what every process has, calls `run` (the
 * composition root: it opens everything and returns), then says ready and stays until it is told to end.
 *
 * - SIGTERM and SIGINT: not ready, `service.signal` aborted, everything closed within SHUTDOWN_GRACE_SECONDS, exit 0; a
 *   second signal exits 1 at once.
 * - Bad configuration: every fault on standard error, exit 78.
 * - A start that fails, an uncaught error, `service.fail`: a log line, everything closed that was opened, exit 1.
 *
 * Resolves when the process is ready, or has begun to end.
 */
export async function runService<Shape extends z.core.$ZodLooseShape>(
  name: string,
  schema: ServiceSchema<Shape>,
  run: (service: Service<ConfigOf<Shape>>) => Promise<void>,
): Promise<void> {
  const config = readConfig(name, schema);
  const logger = createLogger({ service: name, level: config.LOG_LEVEL });
  const life = new Lifecycle(logger);
  const health = new Health(logger);
  const shutdown = new Shutdown({ logger, life, health, graceMs: config.SHUTDOWN_GRACE_SECONDS * 1_000 });
  shutdown.listen();

  const portVariable = variableName(schema, 'PORT');
  const service = createService({ name, config, portVariable, logger, life, health, shutdown });
  const started = start(service, run);
  shutdown.startedBy(started);
  try {
    await started;
  } catch (error) {
    if (shutdown.signal.aborted) return logger.info({ err: error }, 'the start was broken off');
    return shutdown.fail(explainListenError(error, portVariable) ?? error, 'could not start');
  }
  if (shutdown.signal.aborted) return;
  health.setReady(true);
  logger.info({ instance: service.instance, pid: process.pid, release: config.BALLAST_RELEASE }, `${name} is ready`);
}

async function start<Config extends BaseConfig>(
  service: Service<Config>,
  run: (service: Service<Config>) => Promise<void>,
): Promise<void> {
  const otlp = otlpTarget(service.config as Partial<OtlpConfig>);
  const tracing = await startTracing({
    service: service.name,
    sampleRatio: service.config.TRACE_SAMPLE_RATIO,
    logger: service.logger,
    ...(otlp !== undefined && { otlp }),
  });
  // Opened first, so closed last: the other closers' spans are still sent.
  service.life.defer('tracing', () => tracing.shutdown());
  await run(service);
}

interface Parts<Config> extends Pick<Service, 'name' | 'portVariable' | 'logger' | 'life' | 'health'> {
  readonly config: Config;
  readonly shutdown: Shutdown;
}

function createService<Config extends BaseConfig>({ shutdown, ...parts }: Parts<Config>): Service<Config> {
  const { name, config, life, health, logger } = parts;
  const instance = createInstanceName();
  const intervalMs = config.HEARTBEAT_INTERVAL_MS;
  const metrics = createMetrics(name);
  metrics.gauge(METRICS.processes.buildInfo).set({ release: config.BALLAST_RELEASE }, 1);
  const heartbeat = new Heartbeat({
    service: name,
    instance,
    intervalMs,
    health,
    life,
    logger,
    clock: systemClock,
    metrics,
  });
  heartbeat.describe('release', () => config.BALLAST_RELEASE);
  return {
    ...parts,
    instance,
    metrics,
    heartbeat,
    clock: systemClock,
    signal: shutdown.signal,
    fail: (error) => shutdown.fail(error, 'the process cannot go on'),
  };
}

function readConfig<Shape extends z.core.$ZodLooseShape>(name: string, schema: ServiceSchema<Shape>): ConfigOf<Shape> {
  try {
    return loadConfig(schema, process.env) as ConfigOf<Shape>;
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    process.stderr.write(`${name} cannot start: ${error.message}\n`);
    process.exit(BAD_CONFIG_EXIT_CODE);
  }
}
