import { DryRunSchema, RedriveJobBodySchema, RedriveJobSchema } from '@ballast/contracts/operators';
import type { Database } from '@ballast/database';
import { CANARY_WAVES, createRedriveJob, planRedrive, type RedriveRequest } from '@ballast/dead-letters';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import type { z } from 'zod';
import { actorOf } from '../../operators/authentication.ts';
import { ID_LIST_BYTES } from '../../operators/body-limit.ts';
import { selectionOf } from '../../operators/selection-of.ts';
import { ProblemError } from '../../plugins/problem-error.ts';
import { problemResponses } from '../../plugins/response-schemas.ts';

/** `POST /api/dlq/jobs`: a bulk redrive, by ids or by a search; with `dry_run`, what it would do. */
export const createJobRoute: FastifyPluginAsyncZod<{ db: Database }> = async (app, { db }) => {
  app.post(
    '/api/dlq/jobs',
    {
      config: { role: 'operator' },
      bodyLimit: ID_LIST_BYTES,
      schema: {
        summary: 'Make a redrive job, or say what one would do',
        tags: ['redrives'],
        body: RedriveJobBodySchema,
        response: { 200: DryRunSchema, 201: RedriveJobSchema, ...problemResponses(400, 409, 413, 415) },
      },
    },
    async (request, reply) => {
      const wanted = toRequest(request.body, actorOf(request));
      if (request.body.dry_run === true) return reply.code(200).send(await planRedrive(db, wanted));
      const { job, refused } = await createRedriveJob(db, wanted);
      if (job === undefined) throw nothingToSend(refused);
      return reply.code(201).header('location', `/api/dlq/jobs/${job.id}`).send(job);
    },
  );
};

function toRequest(body: z.output<typeof RedriveJobBodySchema>, operator: string): RedriveRequest {
  return {
    selection: selectionOf(body),
    operator,
    reason: body.reason,
    ratePerSecond: body.rate_per_second,
    delaySeconds: body.delay_seconds,
    waves: wavesOf(body.canary),
    failureThreshold: body.failure_threshold,
    waveDeadlineSeconds: body.wave_deadline_seconds,
    force: body.force,
  };
}

function wavesOf(canary: boolean | number[] | undefined): readonly number[] | undefined {
  if (typeof canary !== 'boolean') return canary;
  return canary ? CANARY_WAVES : [];
}

function nothingToSend(refused: readonly { readonly message_id: string; readonly reason: string }[]): ProblemError {
  if (refused.length === 0) return new ProblemError('conflict', 'No pending letter fits: there is nothing to send.');
  const [first] = refused;
  const others = refused.length === 1 ? '' : ` (and ${refused.length - 1} more)`;
  return new ProblemError('conflict', `All letters were refused. ${first?.message_id}: ${first?.reason}${others}`, {
    errors: refused.slice(0, 100).map(({ message_id, reason }) => ({ field: message_id, message: reason })),
  });
}
