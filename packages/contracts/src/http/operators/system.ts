import { z } from 'zod';

const time = z.iso.datetime();

export const BreakerSchema = z
  .object({
    worker: z.string(),
    service: z.string(),
    dependency: z.string(),
    state: z.enum(['closed', 'open', 'half_open']),
    reason: z.string().optional(),
    since: time.optional(),
    next_probe_at: time.optional(),
  })
  .meta({ id: 'Breaker' });
export type Breaker = z.output<typeof BreakerSchema>;
export const BreakerListSchema = z.object({ items: z.array(BreakerSchema) }).meta({ id: 'BreakerList' });

export const WorkerSchema = z
  .object({
    name: z.string(),
    service: z.string(),
    status: z.enum(['healthy', 'unhealthy']),
    last_heartbeat: time,
    is_live: z.boolean().describe('Whether it has shown a sign of life in the last 20 s'),
    error: z.string().optional(),
    metadata: z.record(z.string(), z.unknown()),
  })
  .meta({ id: 'Worker' });
export type Worker = z.output<typeof WorkerSchema>;
export const WorkerListSchema = z.object({ items: z.array(WorkerSchema) }).meta({ id: 'WorkerList' });

export const StreamSchema = z
  .object({
    name: z.string(),
    subjects: z.array(z.string()),
    messages: z.number().int(),
    bytes: z.number().int(),
    first_seq: z.number().int(),
    last_seq: z.number().int(),
    created_at: z.string(),
    oldest_at: time.optional(),
    consumers: z.array(
      z.object({
        name: z.string(),
        pending: z.number().int().describe('Not delivered yet'),
        in_flight: z.number().int().describe('Delivered and not settled'),
        redelivered: z.number().int(),
        last_delivered_seq: z.number().int(),
        ack_floor_seq: z.number().int(),
        waiting_pulls: z.number().int().describe('Requests for messages that wait: 0 when nobody consumes'),
      }),
    ),
  })
  .meta({ id: 'Stream' });
export type Stream = z.output<typeof StreamSchema>;
export const StreamListSchema = z.object({ items: z.array(StreamSchema) }).meta({ id: 'StreamList' });

export const StreamPurgeBodySchema = z.object({
  subject: z.string().max(255).optional(),
  reason: z.string().trim().min(1).max(1000),
});
export const StreamPurgeAnswerSchema = z.object({ purged: z.number().int() }).meta({ id: 'StreamPurge' });

/** The answer of `GET /api/system`: what an operator asks first. */
export const SystemSchema = z
  .object({
    status: z.enum(['ok', 'degraded', 'down']),
    problems: z.array(
      z.object({
        severity: z.enum(['critical', 'warning']),
        what: z.string().describe('What is wrong, in a sentence'),
        next: z.string().describe('What to do about it'),
      }),
    ),
    checks: z.record(z.string(), z.object({ status: z.string(), ms: z.number(), error: z.string().optional() })),
    workers: z.array(WorkerSchema),
    breakers: z.array(BreakerSchema).describe('Those that are not closed'),
    outbox: z.array(z.object({ subject: z.string(), count: z.number().int(), oldest_age_seconds: z.number() })),
    streams: z.array(StreamSchema),
    dead_letters: z.object({
      pending: z.number().int(),
      last_hour: z.number().int(),
      oldest_pending_at: time.optional(),
    }),
    jobs_running: z.number().int(),
  })
  .meta({ id: 'System' });
export type System = z.output<typeof SystemSchema>;
