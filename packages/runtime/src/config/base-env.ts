import { z } from 'zod';
import packageJson from '../../package.json' with { type: 'json' };
import { configRegistry } from './registry.ts';
import { addressRangesVariable, integerVariable, numberVariable, portVariable } from './values.ts';

const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;

/** Loopback and the private ranges of RFC 1918 and RFC 4193. */
const PRIVATE_RANGES = '127.0.0.0/8,::1/128,10.0.0.0/8,172.16.0.0/12,192.168.0.0/16,fc00::/7';

/**
 * What every process reads. `PORT` comes from the variable `portName` (such as `PRIME_CHECK_WORKER_PORT`, so that one
 * file can set all processes' ports), else from `PORT`, else it is `defaultPort`; 0 takes any free one.
 */
export function baseEnv(portName: string, defaultPort: number) {
  return {
    PORT: portVariable().default(defaultPort).register(configRegistry, { variable: portName }),
    HOST: z.string().default('127.0.0.1'),
    LOG_LEVEL: z.enum(LOG_LEVELS).default('info'),
    SHUTDOWN_GRACE_SECONDS: numberVariable({ min: 0, max: 3_600 }).default(30),
    METRICS_ALLOWED_CIDRS: addressRangesVariable().prefault(PRIVATE_RANGES),
    TRACE_SAMPLE_RATIO: numberVariable({ min: 0, max: 1 }).default(1),
    /** What this build is called: an image is given its tag. */
    BALLAST_RELEASE: z
      .string()
      .regex(/^[A-Za-z0-9][\w.+-]{0,63}$/, 'may have letters, digits, ., _, + and -, at most 64 of them')
      .default(packageJson.version),
    HEARTBEAT_INTERVAL_MS: integerVariable({ min: 10, max: 3_600_000 }).default(5_000),
  };
}

/** What `baseEnv` makes of the environment. */
export type BaseConfig = z.output<z.ZodObject<ReturnType<typeof baseEnv>>>;

/** How long work under way may go on at a shutdown, in ms: two thirds of the grace; the rest is for settling and closing. */
export function handlerGraceMs(config: Pick<BaseConfig, 'SHUTDOWN_GRACE_SECONDS'>): number {
  return Math.round((config.SHUTDOWN_GRACE_SECONDS * 1_000 * 2) / 3);
}
