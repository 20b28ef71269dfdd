import type { FastifyRequest } from 'fastify';

/** Whose an Idempotency-Key is: nobody gets another's request by guessing its key. */
export function idempotencyOwner({ caller, clientAddress }: FastifyRequest): string {
  if (caller.kind === 'user') return `user:${caller.userId}`;
  if (caller.kind === 'service') return `service:${caller.name}`;
  return `ip:${clientAddress}`;
}
