// Long because its schemas are made of each other: a letter, its detail, what may be done to letters, and the jobs, groups and
// counts in which they come.
import { z } from 'zod';

export const DEAD_LETTER_STATUSES = ['pending', 'reprocessing', 'resolved', 'discarded'] as const;
export const DEAD_LETTER_TYPES = ['transient', 'permanent', 'poison'] as const;
export const DEAD_LETTER_RESOLUTIONS = ['succeeded', 'superseded'] as const;

const time = z.iso.datetime();
/** A page's size, from a query string. */
const limit = z
  .string()
  .regex(/^[0-9]{1,3}$/)
  .transform(Number)
  .pipe(z.number().int().min(1).max(200))
  .optional()
  .describe('How many at most, 1 to 200; 50 where it is left out');

export const DeadLetterSchema = z
  .object({
    id: z.string().describe('The letter’s own id, in digits'),
    original_subject: z.string(),
    original_message_id: z.string().optional(),
    error_type: z.enum(DEAD_LETTER_TYPES),
    error_code: z.string().optional(),
    error_message: z.string(),
    status: z.enum(DEAD_LETTER_STATUSES),
    resolution: z.enum(DEAD_LETTER_RESOLUTIONS).optional(),
    generation: z.number().int(),
    attempts: z.number().int(),
    retry_count: z.number().int().describe('How often the message was redriven so far'),
    fingerprint: z.string().optional(),
    consumer: z.string().optional(),
    trace_id: z.string().optional(),
    is_edited: z.boolean(),
    original_created_at: time.optional(),
    dlq_created_at: time,
    last_retry_at: time.optional(),
    resolved_at: time.optional(),
    resolved_by: z.string().optional(),
  })
  .meta({ id: 'DeadLetter' });
export type DeadLetter = z.output<typeof DeadLetterSchema>;

export const DeadLetterListQuerySchema = z.object({
  q: z.string().max(2000).optional().describe('A query in the search language: error text, fields, AND, OR, NOT'),
  status: z.enum(DEAD_LETTER_STATUSES).optional(),
  subject: z.string().max(255).optional(),
  type: z.enum(DEAD_LETTER_TYPES).optional(),
  group: z.string().max(64).optional().describe('A group’s fingerprint'),
  cursor: z
    .string()
    .regex(/^[0-9]{1,19}$/, 'must be the next_cursor of the page before')
    .optional()
    .describe('`next_cursor` of the page before'),
  limit,
});

export const DeadLetterListSchema = z
  .object({
    items: z.array(DeadLetterSchema),
    next_cursor: z.string().nullable(),
    is_partial: z
      .boolean()
      .describe('The search ran out of time before the page was full: go on with `next_cursor`, even when it is empty'),
  })
  .meta({ id: 'DeadLetterList' });
export type DeadLetterList = z.output<typeof DeadLetterListSchema>;

export const LetterCountQuerySchema = DeadLetterListQuerySchema.omit({ cursor: true, limit: true });
export const LetterCountSchema = z
  .object({
    count: z.number().int(),
    is_partial: z.boolean().describe('Counting ran out of time: there are at least so many'),
  })
  .meta({ id: 'LetterCount' });
export type LetterCount = z.output<typeof LetterCountSchema>;

/** What has happened to a message, oldest first. */
export const TimelineEventSchema = z
  .object({
    at: time,
    kind: z.enum([
      'accepted',
      'enqueued',
      'published',
      'started',
      'succeeded',
      'attempt_failed',
      'deferred',
      'dead_lettered',
      'redrive_requested',
      'redriven',
      'redrive_refused',
      'redrive_ended',
      'edited',
      'discarded',
      'undone',
      'completed',
      'mail_enqueued',
      'mail_ended',
      'act',
    ]),
    title: z.string().describe('One plain sentence'),
    message_id: z.string().optional(),
    generation: z.number().int().optional(),
    attempt: z.number().int().optional(),
    worker: z.string().optional(),
    actor: z.string().optional(),
    error_code: z.string().optional(),
    error_message: z.string().optional(),
    details: z.record(z.string(), z.unknown()).optional(),
  })
  .meta({ id: 'TimelineEvent' });
export type TimelineEvent = z.output<typeof TimelineEventSchema>;

export const TimelineSchema = z
  .object({ id: z.string(), events: z.array(TimelineEventSchema) })
  .meta({ id: 'Timeline' });
export type Timeline = z.output<typeof TimelineSchema>;

export const DeadLetterDetailSchema = DeadLetterSchema.extend({
  payload: z.unknown().optional().describe('The message as it came, where it is JSON'),
  payload_raw: z.string().optional().describe('Its bytes in base64, where it is not'),
  edited_payload: z.string().optional().describe('What the next redrive sends instead'),
  edited_by: z.string().optional(),
  edited_at: time.optional(),
  headers: z.record(z.string(), z.string()),
  error_stack: z.string().optional(),
  worker: z.string().optional(),
  first_failed_at: time.optional(),
  last_failed_at: time.optional(),
  trace_url: z.string().optional(),
  timeline: z.array(TimelineEventSchema),
  other_letters: z.array(DeadLetterSchema).describe('Of the same message, other generations'),
}).meta({ id: 'DeadLetterDetail' });
export type DeadLetterDetail = z.output<typeof DeadLetterDetailSchema>;

/** A letter's own id, or the id of its message: then its letter of the newest generation is meant. */
export const LetterReferenceSchema = z
  .union([z.string().min(1).max(100), z.number().int().positive().transform(String)])
  .describe('A letter’s id, or its message’s');

const reason = z.string().trim().min(1).max(1000).describe('Why; it is kept in the audit log');

/** Which letters: by id, or all that a search finds at this moment. */
const selection = {
  message_ids: z.array(LetterReferenceSchema).min(1).max(10_000).optional(),
  query: z.string().max(2000).optional().describe('A query in the search language; pending letters only'),
};
const oneSelection = (body: { message_ids?: unknown; query?: unknown }) =>
  (body.message_ids === undefined) !== (body.query === undefined);
const ONE_SELECTION = 'either message_ids or query is needed, and not both';

/** The body of `POST /api/dlq/reprocess`. `operator` is taken and not believed: the audited one is the key's name. */
export const ReprocessBodySchema = z.object({
  message_ids: z.array(LetterReferenceSchema).min(1).max(10_000),
  override_delay: z.number().min(0).max(604_800).optional().describe('Seconds to wait before the first is sent'),
  force: z.boolean().optional().describe('Sends poison too, and skips rule refusals; never the compare-and-set'),
  operator: z.string().max(255).optional(),
  reason,
});

export const RefusalSchema = z
  .object({
    message_id: z.string(),
    code: z.string(),
    reason: z.string(),
  })
  .meta({ id: 'Refusal' });
export type Refusal = z.output<typeof RefusalSchema>;

export const ReprocessAnswerSchema = z
  .object({
    job_id: z.string().nullable().describe('The job that sends them; null when all were refused'),
    accepted: z.array(z.string()),
    refused: z.array(RefusalSchema),
  })
  .meta({ id: 'Reprocess' });

/** The body of `DELETE /api/dlq/discard`. */
export const DiscardBodySchema = z
  .object({ ...selection, operator: z.string().max(255).optional(), reason })
  .refine(oneSelection, ONE_SELECTION);

export const DiscardAnswerSchema = z
  .object({
    discard_id: z.string().describe('Names this act for an undo'),
    discarded: z.number().int(),
    refused: z.array(RefusalSchema),
  })
  .meta({ id: 'Discard' });

/** The body of `POST /api/dlq/undo`. */
export const UndoBodySchema = z
  .object({
    discard_id: z.uuid().optional(),
    message_ids: z.array(LetterReferenceSchema).min(1).max(10_000).optional(),
    reason,
  })
  .refine(
    (body) => (body.discard_id === undefined) !== (body.message_ids === undefined),
    'either discard_id or message_ids is needed, and not both',
  );

export const UndoAnswerSchema = z
  .object({ restored: z.number().int(), refused: z.array(RefusalSchema) })
  .meta({ id: 'Undo' });

/** The body of `POST /api/dlq/messages/:id/edit`. */
export const EditBodySchema = z.object({
  payload: z.unknown().describe('The whole message (envelope and payload) as JSON, or as a text of JSON'),
  redrive: z.boolean().optional().describe('Send it at once'),
  dry_run: z.boolean().optional().describe('Say what would change, and change nothing'),
  reason,
});

export const EditAnswerSchema = z
  .object({
    id: z.string(),
    diff: z.array(
      z.object({
        op: z.enum(['add', 'remove', 'replace']),
        path: z.string().describe('A JSON pointer (RFC 6901)'),
        before: z.unknown().optional(),
        after: z.unknown().optional(),
      }),
    ),
    job_id: z.string().nullable(),
  })
  .meta({ id: 'Edit' });

/** About one letter a day: what is slower takes longer than can be told. */
const SLOWEST_RATE = 0.000_01;

export const RedriveJobBodySchema = z
  .object({
    ...selection,
    dry_run: z.boolean().optional(),
    rate_per_second: z.number().min(SLOWEST_RATE).max(10_000).optional().describe('Default 10'),
    delay_seconds: z.number().min(0).max(604_800).optional(),
    canary: z
      .union([z.boolean(), z.array(z.number().int().positive()).max(20)])
      .optional()
      .describe('Waves before the rest: true is [1, 5, 25], the default'),
    failure_threshold: z.number().min(0).max(1).optional().describe('Share of a wave that may fail; default 0.2'),
    wave_deadline_seconds: z.number().int().min(1).max(86_400).optional().describe('Default 60'),
    force: z.boolean().optional(),
    reason,
  })
  .refine(oneSelection, ONE_SELECTION);
export type RedriveJobBody = z.output<typeof RedriveJobBodySchema>;

export const REDRIVE_JOB_STATES = ['running', 'paused', 'stopped', 'cancelled', 'completed'] as const;
export const REDRIVE_ITEM_STATES = [
  'waiting',
  'sent',
  'succeeded',
  'failed',
  'silent',
  'refused',
  'cancelled',
] as const;

const counts = z.object({
  waiting: z.number().int(),
  sent: z.number().int(),
  succeeded: z.number().int(),
  failed: z.number().int(),
  silent: z.number().int(),
  refused: z.number().int(),
  cancelled: z.number().int(),
});

export const RedriveJobSchema = z
  .object({
    id: z.string(),
    state: z.enum(REDRIVE_JOB_STATES),
    operator: z.string(),
    reason: z.string(),
    rule: z.string().optional(),
    rate_per_second: z.number(),
    failure_threshold: z.number(),
    wave_deadline_seconds: z.number().int(),
    force: z.boolean(),
    total: z.number().int(),
    wave: z.number().int().describe('The wave under way, from 0'),
    waves: z.array(counts.extend({ size: z.number().int() })),
    counts,
    stop_reason: z.string().optional(),
    not_before: time,
    created_at: time,
    started_at: time.optional(),
    finished_at: time.optional(),
  })
  .meta({ id: 'RedriveJob' });
export type RedriveJob = z.output<typeof RedriveJobSchema>;

export const RedriveJobListSchema = z
  .object({ items: z.array(RedriveJobSchema), next_cursor: z.string().nullable() })
  .meta({ id: 'RedriveJobList' });

const cursor = z.string().max(100).optional().describe('`next_cursor` of the page before');
export const RedriveJobListQuerySchema = z.object({ state: z.enum(REDRIVE_JOB_STATES).optional(), cursor, limit });
export const RedriveJobQuerySchema = z.object({ cursor, limit });

export const RedriveJobDetailSchema = RedriveJobSchema.extend({
  items: z.array(
    z.object({
      position: z.number().int(),
      wave: z.number().int(),
      letter_id: z.string(),
      message_id: z.string().optional(),
      generation: z.number().int(),
      state: z.enum(REDRIVE_ITEM_STATES),
      reason_code: z.string().optional(),
      reason: z.string().optional(),
      sent_at: time.optional(),
      finished_at: time.optional(),
    }),
  ),
  next_cursor: z.string().nullable(),
}).meta({ id: 'RedriveJobDetail' });
export type RedriveJobDetail = z.output<typeof RedriveJobDetailSchema>;

/** What a job would do. */
export const DryRunSchema = z
  .object({
    total: z.number().int(),
    would_send: z.number().int(),
    refused: z.array(
      z.object({ code: z.string(), reason: z.string(), count: z.number().int(), examples: z.array(z.string()) }),
    ),
    by_type: z.record(z.string(), z.number().int()),
    by_age: z
      .object({
        hour: z.number().int(),
        day: z.number().int(),
        week: z.number().int(),
        older: z.number().int(),
      })
      .describe('How old the letters are that would be sent, each counted once: up to an hour, a day, a week, or more'),
    oldest_at: time.optional(),
    waves: z.array(z.number().int()),
    estimated_seconds: z.number(),
  })
  .meta({ id: 'DryRun' });
export type DryRun = z.output<typeof DryRunSchema>;

export const JobControlBodySchema = z.object({ reason: reason.optional() });

export const DEAD_LETTER_GROUP_STATES = ['active', 'resolved', 'ignored'] as const;

export const DeadLetterGroupSchema = z
  .object({
    fingerprint: z.string(),
    family: z.string(),
    subject: z.string(),
    consumer: z.string().optional(),
    error_type: z.enum(DEAD_LETTER_TYPES),
    error_code: z.string().optional(),
    title: z.string(),
    status: z.enum(DEAD_LETTER_GROUP_STATES),
    ignore_until_per_hour: z.number().int().optional(),
    pending: z.number().int(),
    total: z.number().int(),
    first_seen_at: time,
    last_seen_at: time,
    regressed_at: time.optional().describe('It came back after it had been resolved or ignored'),
    last_24_hours: z.array(z.number().int()).describe('Letters by the hour, oldest first, 24 numbers'),
  })
  .meta({ id: 'DeadLetterGroup' });
export type DeadLetterGroup = z.output<typeof DeadLetterGroupSchema>;

export const DeadLetterGroupListQuerySchema = z.object({
  status: z.enum(DEAD_LETTER_GROUP_STATES).optional().describe('active where it is left out'),
  limit,
});
export const DeadLetterGroupListSchema = z
  .object({ items: z.array(DeadLetterGroupSchema) })
  .meta({ id: 'DeadLetterGroupList' });

export const GroupChangeBodySchema = z.object({
  status: z.enum(DEAD_LETTER_GROUP_STATES),
  ignore_until_per_hour: z.number().int().positive().optional().describe('With `ignored`: active again from this rate'),
  reason,
});

export const DlqStatsSchema = z
  .object({
    pending: z.number().int(),
    reprocessing: z.number().int(),
    resolved: z.number().int(),
    discarded: z.number().int(),
    last_hour: z.number().int(),
    oldest_pending_at: time.optional(),
    by_type: z.record(z.string(), z.number().int()).describe('Pending letters by error type'),
    by_subject: z.record(z.string(), z.number().int()).describe('Pending letters by subject'),
    hours: z.array(
      z.object({
        date_hour: time,
        subject: z.string(),
        error_type: z.enum(DEAD_LETTER_TYPES),
        count: z.number().int(),
      }),
    ),
  })
  .meta({ id: 'DlqStats' });
export type DlqStats = z.output<typeof DlqStatsSchema>;

export const DlqStatsQuerySchema = z.object({
  hours: z
    .string()
    .regex(/^[0-9]{1,3}$/)
    .transform(Number)
    .pipe(z.number().int().min(1).max(720))
    .optional()
    .describe('How far back `hours` goes; 24 where it is left out'),
});
