import { appendAudit } from '@ballast/audit';
import {
  BucketsSchema,
  LimitIdentitySchema,
  LimitPolicySchema,
  LimitResetBodySchema,
  LimitsSchema,
  SetLimitModeBodySchema,
  TopConsumersQuerySchema,
  TopConsumersSchema,
} from '@ballast/contracts/operators';
import { type Database, withTransaction } from '@ballast/database';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { describeLimits, describePolicy } from '../../limits/describe-limits.ts';
import { canonicalId, readBuckets } from '../../limits/identity-buckets.ts';
import { setMode } from '../../limits/modes.ts';
import type { Limits } from '../../limits/open-limits.ts';
import { policyList } from '../../limits/policies.ts';
import { actorOf } from '../../operators/authentication.ts';
import { ProblemError } from '../../plugins/problem-error.ts';
import { problemResponses } from '../../plugins/response-schemas.ts';

const tags = ['system'];
const params = z.object({ policy: z.string().max(64) });

export interface LimitsRoutesDeps {
  readonly db: Database;
  readonly limits: Limits;
}

/** `/api/limits`: how limits stand, who uses them up, and the switches over them. */
export const limitsRoutes: FastifyPluginAsyncZod<LimitsRoutesDeps> = async (app, { db, limits }) => {
  app.get(
    '/api/limits',
    {
      config: { role: 'viewer' },
      schema: { summary: 'Policies, their modes, and where they are decided', tags, response: { 200: LimitsSchema } },
    },
    async () => describeLimits(limits),
  );

  app.put(
    '/api/limits/:policy',
    {
      config: { role: 'admin' },
      schema: {
        summary: 'Set the mode of a policy: enforce, shadow (count only), or off',
        tags,
        params,
        body: SetLimitModeBodySchema,
        response: { 200: LimitPolicySchema, ...problemResponses(400, 404, 413, 415) },
      },
    },
    async (request) => {
      const policy = policyList(limits.policies).find(({ name }) => name === request.params.policy);
      if (policy === undefined) throw new ProblemError('not_found', 'There is no policy of this name.');
      await setMode(db, policy.name, { ...request.body, actor: actorOf(request) });
      await limits.readModes();
      return describePolicy(limits, policy);
    },
  );

  app.get(
    '/api/limits/buckets',
    {
      config: { role: 'viewer' },
      schema: {
        summary: 'How one identity stands: its buckets that are not full, and those of policies with a name',
        tags,
        querystring: LimitIdentitySchema,
        response: { 200: BucketsSchema, ...problemResponses(400, 409, 503) },
      },
    },
    (request) => readBuckets(limits, request.query),
  );

  app.post(
    '/api/limits/reset',
    {
      config: { role: 'operator' },
      schema: {
        summary: 'Fill the buckets of one identity, and forget its penalties',
        tags,
        body: LimitResetBodySchema,
        response: { 200: BucketsSchema, ...problemResponses(400, 409, 413, 415, 503) },
      },
    },
    async (request) => {
      const { kind, reason } = request.body;
      const id = canonicalId(kind, request.body.id);
      const { limiter } = limits;
      if (limiter === undefined) throw new ProblemError('conflict', 'Limits are switched off: RATE_LIMIT_ENABLED.');
      await withTransaction(db, async (tx) => {
        // First what can fail, then what tells of it. Tried again, it fills what is full.
        const deleted = await limiter.reset(kind, id);
        await appendAudit(tx, [
          {
            actor: actorOf(request),
            act: 'ratelimit.reset',
            targetType: 'policy',
            // No address stands in the log; whoever asks for it can be found by it.
            targetId: `${kind} ${kind === 'email' ? limits.hashId(kind, id) : id}`,
            reason,
            outcome: 'done',
            details: { buckets: deleted },
          },
        ]);
      });
      return readBuckets(limits, { kind, id });
    },
  );

  app.get(
    '/api/limits/top',
    {
      config: { role: 'viewer' },
      schema: {
        summary: 'Who asked most in the last minutes, most first',
        tags,
        querystring: TopConsumersQuerySchema,
        response: { 200: TopConsumersSchema, ...problemResponses(400) },
      },
    },
    async (request) => {
      const { kind, limit: count } = request.query;
      const top = await limits.limiter?.top({
        ...(kind === undefined ? {} : { kind }),
        ...(count === undefined ? {} : { count }),
      });
      return { window_seconds: top?.windowSeconds ?? 0, items: [...(top?.items ?? [])] };
    },
  );
};
