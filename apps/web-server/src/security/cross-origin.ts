import cors from '@fastify/cors';
import type { FastifyInstance } from 'fastify';
import { LIMIT_HEADERS } from '../limits/headers.ts';

/** What a script of another origin may read besides the body. */
const READABLE_HEADERS = ['Location', 'Idempotency-Replayed', ...LIMIT_HEADERS];
const SENDABLE_HEADERS = [
  'Authorization',
  'Content-Type',
  'Idempotency-Key',
  'Last-Event-ID',
  'Traceparent',
  'Tracestate',
];
const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'];
const PREFLIGHT_SECONDS = 600;

/**
 * Lets pages of the given origins read our answers; to all others a browser shows none. Never with cookies: a page of
 * another origin acts with a token that somebody gave it, not with the session that a visitor happens to have.
 */
export async function registerCrossOrigin(app: FastifyInstance, allowed: readonly string[]): Promise<void> {
  if (allowed.length === 0) return;
  await app.register(cors, {
    // Refused by name: a preflight of any other origin finds no route.
    origin: (origin, decide) => decide(null, origin !== undefined && allowed.includes(origin)),
    methods: METHODS,
    allowedHeaders: SENDABLE_HEADERS,
    exposedHeaders: READABLE_HEADERS,
    credentials: false,
    maxAge: PREFLIGHT_SECONDS,
  });
}
