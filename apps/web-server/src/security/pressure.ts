import { getHeapStatistics } from 'node:v8';
import { METRICS, type Metrics } from '@ballast/telemetry';
import underPressure from '@fastify/under-pressure';
import type { FastifyInstance } from 'fastify';
import { claimOf } from '../identity/claims.ts';
import { isFromThisMachine } from '../operators/is-from-this-machine.ts';
import { ProblemError } from '../plugins/problem-error.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** What is short, where the request may only go on if an operator sent it. */
    shortOf: PressureReason | null;
  }
}

export interface PressureLimits {
  /** The mean delay of the event loop over a second. */
  readonly maxEventLoopDelayMs: number;
  /** 0 for nine tenths of what V8 may have. */
  readonly maxHeapMb: number;
  /** 0 for none. */
  readonly maxRssMb: number;
}

const SAMPLE_MS = 1_000;
/** Two samples: by then it is known whether it got better. */
const RETRY_AFTER_SECONDS = 2;
const BYTES_PER_MB = 1024 * 1024;

const REASON = { eventLoopDelay: 'event_loop', heapUsedBytes: 'heap', rssBytes: 'memory' } as const;
type PressureReason = (typeof REASON)[keyof typeof REASON];

/**
 * Answers 503 while the process has more to do than it can: what waits behind a late event loop times out anyhow, and a
 * full heap ends the process with all that it holds. Let through are whoever looks after the server: health and metrics, and of
 * the operators' routes what comes from this machine or from who turns out to be an operator. Whoever brings nothing that
 * could be an operator's is not even looked up.
 *
 * @returns what has to be registered after the callers are identified
 */
export async function registerPressure(app: FastifyInstance, limits: PressureLimits, metrics: Metrics) {
  app.decorateRequest('shortOf', null);
  const shed = metrics.counter(METRICS.http.shed);
  await app.register(underPressure, {
    sampleInterval: SAMPLE_MS,
    maxEventLoopDelay: limits.maxEventLoopDelayMs,
    maxHeapUsedBytes: limits.maxHeapMb * BYTES_PER_MB || getHeapStatistics().heap_size_limit * 0.9,
    maxRssBytes: limits.maxRssMb * BYTES_PER_MB,
    pressureHandler: (request, _reply, type, value) => {
      const reason = REASON[type as keyof typeof REASON];
      // A loop that came round but once in a sample has no delay that could be measured: it is late by about a sample.
      if (value === Number.POSITIVE_INFINITY && limits.maxEventLoopDelayMs > SAMPLE_MS) return undefined;
      const { config, schema } = request.routeOptions;
      if (schema?.tags?.[0] === 'operations') return undefined;
      if (config.role === undefined) return Promise.reject(refuse(reason));
      if (isFromThisMachine(request)) return undefined;
      if (claimOf(request) === undefined) return Promise.reject(refuse(reason));
      request.shortOf = reason;
      return undefined;
    },
  });

  function refuse(reason: PressureReason): ProblemError {
    shed.inc({ reason });
    return new ProblemError('overloaded', 'The server has too much to do. Nothing was accepted.', {
      retryAfterSeconds: RETRY_AFTER_SECONDS,
    });
  }

  return function registerPressureOnStrangers(): void {
    app.addHook('onRequest', ({ shortOf, operator }, _reply, done) =>
      shortOf !== null && operator === null ? done(refuse(shortOf)) : done(),
    );
  };
}
