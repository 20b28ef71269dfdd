import { createPrimeCheckBodySchema, PrimeCheckAcceptedSchema } from '@ballast/contracts';
import { type Keyring, REQUEST_EMAIL } from '@ballast/encryption';
import { orderedId } from '@ballast/runtime';
import { activeTraceContext, activeTraceId } from '@ballast/telemetry';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { ownerOf } from '../../identity/caller.ts';
import { idempotencyOwner } from '../../identity/idempotency-owner.ts';
import { bodyHashes } from '../../intake/body-hashes.ts';
import type { Intake } from '../../intake/intake.ts';
import type { IntakeResult } from '../../intake/submission.ts';
import { ProblemError } from '../../plugins/problem-error.ts';
import { problemResponses } from '../../plugins/response-schemas.ts';
import { FOR_USERS_TOO } from '../../plugins/security-schemes.ts';

export interface CreateDeps {
  readonly intake: Intake;
  readonly maxDigits: number;
  readonly keyring: Keyring;
}

const HeadersSchema = z.object({
  'idempotency-key': z
    .string()
    .regex(/^[\x21-\x7e]{1,255}$/, 'must be 1 to 255 visible ASCII characters')
    .optional(),
});

/** `POST /prime-check`: answers 202 only after the request and its outbox row are committed. */
export const createPrimeCheckRoute: FastifyPluginAsyncZod<CreateDeps> = async (app, deps) => {
  const { intake, maxDigits, keyring } = deps;
  app.post(
    '/prime-check',
    {
      config: { limit: 'prime-check' },
      schema: {
        summary: 'Submit a number',
        tags: ['prime checks'],
        security: FOR_USERS_TOO,
        headers: HeadersSchema,
        body: createPrimeCheckBodySchema(maxDigits),
        response: { 202: PrimeCheckAcceptedSchema, ...problemResponses(400, 413, 415, 422, 503) },
      },
    },
    async (request, reply) => {
      const { number, email } = request.body;
      const key = request.headers['idempotency-key'];
      const id = orderedId();
      const submission = {
        id,
        number,
        userId: ownerOf(request.caller),
        emailSealed: email === undefined ? undefined : keyring.seal(email, REQUEST_EMAIL(id)),
        createdAt: new Date(),
        traceId: activeTraceId() ?? '',
        trace: activeTraceContext(),
      };
      const result = await intake.submit(
        key === undefined
          ? submission
          : {
              ...submission,
              key,
              caller: idempotencyOwner(request),
              bodyHashes: bodyHashes(keyring, { number, email }),
            },
      );
      request.log.debug({ request_id: id, kind: result.kind, digits: number.length }, 'committed');
      const accepted = acceptedOf(result);
      if (result.kind === 'replayed') {
        request.isNothingDone = true;
        reply.header('idempotency-replayed', 'true');
      }
      return reply.code(202).header('location', `/prime-check/${accepted.id}`).send(accepted);
    },
  );
};

function acceptedOf(result: IntakeResult) {
  if (result.kind === 'key_reused') {
    throw new ProblemError(
      'idempotency_key_reused',
      'This Idempotency-Key came with another body before. Use a new key for a new request.',
    );
  }
  return result.accepted;
}
