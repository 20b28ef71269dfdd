import { z } from 'zod';

export const RATE_LIMIT_MODES = ['enforce', 'shadow', 'off'] as const;
export const LIMIT_KINDS = ['ip', 'user', 'service', 'global', 'email'] as const;
/** Those of whom it is shown who asks most. */
const CONSUMER_KINDS = ['ip', 'user', 'service'] as const;

/** One bucket of one policy: so many tokens come back in the window, and so many fit in at most. */
export const LimitSchema = z.object({
  name: z.string().describe('As in `X-RateLimit-Policy`, such as `prime-check-per-ip`'),
  kind: z.enum(LIMIT_KINDS),
  limit: z.number().int(),
  window_seconds: z.number().int(),
  burst: z.number().int(),
});

export const LimitPolicySchema = z
  .object({
    policy: z.string().describe('What operators set the mode of, such as `prime-check`'),
    endpoints: z.array(z.string()).describe('Such as `POST /prime-check`'),
    mode: z.enum(RATE_LIMIT_MODES),
    fails: z.enum(['open', 'closed']).describe('While Redis is away: limited by this process, or refused'),
    limits: z.array(LimitSchema),
    last_minute: z
      .object({
        allowed: z.number().int(),
        denied: z.number().int(),
        shadow_denied: z.number().int(),
        bypassed: z.number().int(),
      })
      .describe('Of the instance that answers'),
    changed_by: z.string().optional(),
    changed_at: z.iso.datetime().optional(),
    reason: z.string().optional(),
  })
  .meta({ id: 'LimitPolicy' });
export type LimitPolicy = z.output<typeof LimitPolicySchema>;

/** The answer of `GET /api/limits`. */
export const LimitsSchema = z
  .object({
    enabled: z.boolean(),
    store: z.object({
      state: z.enum(['redis', 'local']).describe('`local`: Redis is away, and each instance limits by itself'),
      reason: z.string().optional(),
      live_instances: z.number().int(),
    }),
    global: z.object({
      factor: z.number().describe('What the global limits are multiplied with at the moment, 0 to 1'),
      reasons: z.array(z.string()).describe('Why it is not 1'),
    }),
    policies: z.array(LimitPolicySchema),
  })
  .meta({ id: 'Limits' });
export type Limits = z.output<typeof LimitsSchema>;

export const SetLimitModeBodySchema = z.object({
  mode: z.enum(RATE_LIMIT_MODES),
  reason: z.string().trim().min(1).max(500),
});

/**
 * Whose buckets: `GET /api/limits/buckets`, `POST /api/limits/reset`. An address, a user's id, a service's name, whose
 * mailbox; of `global`, which is everybody together, `all`.
 */
export const LimitIdentitySchema = z.object({
  kind: z.enum(LIMIT_KINDS),
  id: z.string().min(1).max(254),
});

/** The body of `POST /api/limits/reset`; the answer is how the buckets stand then. */
export const LimitResetBodySchema = LimitIdentitySchema.extend({
  reason: z.string().trim().min(1).max(500).optional(),
});

export const TopConsumersQuerySchema = z.object({
  kind: z.enum(CONSUMER_KINDS).optional(),
  limit: z
    .string()
    .regex(/^[0-9]{1,3}$/)
    .transform(Number)
    .pipe(z.number().int().min(1).max(100))
    .optional(),
});

export const BucketsSchema = z
  .object({
    kind: z.enum(LIMIT_KINDS),
    id: z.string(),
    buckets: z.array(
      z.object({
        name: z.string(),
        endpoint: z.string(),
        limit: z.number().int(),
        remaining: z.number().int(),
        full_at: z.iso.datetime().optional().describe('Left out where it is full'),
        blocked_until: z.iso.datetime().optional().describe('A penalty for going on although refused'),
      }),
    ),
  })
  .meta({ id: 'Buckets' });
export type Buckets = z.output<typeof BucketsSchema>;

/** The answer of `GET /api/limits/top`: who asked most in the last minutes, most first. */
export const TopConsumersSchema = z
  .object({
    window_seconds: z.number().int(),
    items: z.array(
      z.object({
        kind: z.enum(CONSUMER_KINDS),
        id: z.string(),
        requests: z.number().int(),
        denied: z.number().int(),
      }),
    ),
  })
  .meta({ id: 'TopConsumers' });
export type TopConsumers = z.output<typeof TopConsumersSchema>;
