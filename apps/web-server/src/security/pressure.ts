import { getHeapStatistics } from 'node:v8';
import type { Metrics } from '@ballast/telemetry';
import underPressure from '@fastify/under-pressure';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { ProblemError } from '../plugins/problem-error.ts';

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

/**
 * Answers 503 while the process has more to do than it can: what waits behind a late event loop times out anyhow, and a
 * full heap ends the process with all that it holds. Let through are whoever looks after the server: health, metrics and the
 * operators' routes.
 */
export async function registerPressure(app: FastifyInstance, limits: PressureLimits, metrics: Metrics): Promise<void> {
  const shed = metrics.counter({
    name: 'http_requests_shed_total',
    help: 'Requests answered 503 because the process had too much to do, by what was short',
    labels: { reason: Object.values(REASON) },
  });
  await app.register(underPressure, {
    sampleInterval: SAMPLE_MS,
    maxEventLoopDelay: limits.maxEventLoopDelayMs,
    maxHeapUsedBytes: limits.maxHeapMb * BYTES_PER_MB || getHeapStatistics().heap_size_limit * 0.9,
    maxRssBytes: limits.maxRssMb * BYTES_PER_MB,
    pressureHandler: (request, _reply, type) => {
      if (isForTheServersSake(request)) return undefined;
      const reason = REASON[type as keyof typeof REASON];
      shed.inc({ reason });
      return Promise.reject(
        new ProblemError('overloaded', 'The server has too much to do. Nothing was accepted.', {
          retryAfterSeconds: RETRY_AFTER_SECONDS,
        }),
      );
    },
  });
}

function isForTheServersSake(request: FastifyRequest): boolean {
  const { config, schema } = request.routeOptions;
  return config.role !== undefined || schema?.tags?.[0] === 'operations';
}
