import type { z } from 'zod';
import { integerVariable, numberVariable } from './values.ts';

/** How often a message is tried, and how long it rests in between. */
export const retryEnv = {
  /** The first one included. The broker delivers a message 64 times at most, deferrals included. */
  RETRY_MAX_ATTEMPTS: integerVariable({ min: 1, max: 30 }).default(4),
  /** Before the second attempt. */
  RETRY_INITIAL_MS: integerVariable({ min: 1, max: 30_000 }).default(1_000),
  RETRY_MULTIPLIER: numberVariable({ min: 1, max: 10 }).default(2),
  /** A resting message keeps a place among those that the broker has under way: longer rests are the outbox's. */
  RETRY_MAX_MS: integerVariable({ min: 1, max: 30_000 }).default(30_000),
  /** The share of itself by which each rest is spread in both directions. */
  RETRY_JITTER: numberVariable({ min: 0, max: 1 }).default(0.1),
};

/** What `retryEnv` makes of the environment. */
export type RetryConfig = z.output<z.ZodObject<typeof retryEnv>>;

/** The retry policy in the form the reliability package takes. */
export function retryPolicy(config: RetryConfig) {
  return {
    maxAttempts: config.RETRY_MAX_ATTEMPTS,
    initialMs: config.RETRY_INITIAL_MS,
    multiplier: config.RETRY_MULTIPLIER,
    maxMs: config.RETRY_MAX_MS,
    jitter: config.RETRY_JITTER,
  };
}
