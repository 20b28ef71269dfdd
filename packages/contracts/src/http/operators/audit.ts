import { z } from 'zod';

export const AuditEntrySchema = z
  .object({
    seq: z.number().int(),
    at: z.iso.datetime(),
    actor: z.string(),
    act: z.string(),
    target_type: z.string(),
    target_id: z.string(),
    reason: z.string().optional(),
    outcome: z.string(),
    details: z.record(z.string(), z.unknown()),
    prev_hash: z.string(),
    hash: z.string(),
  })
  .meta({ id: 'AuditEntry' });
export type AuditEntry = z.output<typeof AuditEntrySchema>;

export const AuditQuerySchema = z.object({
  actor: z.string().max(255).optional(),
  target_type: z.string().max(30).optional(),
  target_id: z.string().max(255).optional(),
  cursor: z
    .string()
    .regex(/^[0-9]{1,15}$/, 'must be the next_cursor of the page before')
    .optional(),
  limit: z
    .string()
    .regex(/^[0-9]{1,3}$/)
    .transform(Number)
    .pipe(z.number().int().min(1).max(200))
    .optional(),
});
export const AuditListSchema = z
  .object({
    items: z.array(AuditEntrySchema),
    next_cursor: z.string().nullable(),
  })
  .meta({ id: 'AuditList' });

/** The answer of `GET /api/dlq/audit/verify`. */
export const AuditVerificationSchema = z
  .object({
    entries: z.number().int(),
    is_intact: z.boolean(),
    broken_at: z.number().int().optional().describe('The first entry that does not fit the one before it'),
  })
  .meta({ id: 'AuditVerification' });
