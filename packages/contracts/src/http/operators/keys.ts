import { z } from 'zod';

/** The body of `POST /api/keys/rotate`: one batch. Without a cursor it begins anew. */
export const RotateKeysBodySchema = z.object({
  cursor: z.string().max(200).optional().describe('`next_cursor` of the batch before'),
  limit: z
    .number()
    .int()
    .min(1)
    .max(5_000)
    .optional()
    .describe('How many rows it looks at, 1,000 where it is left out'),
  dry_run: z.boolean().optional().describe('Say what would be sealed anew, and change nothing'),
  reason: z.string().min(1).max(500).optional().describe('Kept in the audit log with the first batch'),
});

/** Why a row was left as it is. */
const UNSEALABLE_CODES = [
  'unknown_key',
  'lost_key',
  'malformed',
  'not_authentic',
  'request_missing',
  'address_taken',
] as const;

/** What a batch did; call again with `next_cursor` until it is null. */
export const KeyRotationSchema = z
  .object({
    current_key: z.string().describe('Id of the key that seals'),
    table: z.string().describe('Where the batch was'),
    scanned: z.number().int(),
    resealed: z
      .number()
      .int()
      .describe('Rows that were sealed by another key, or not sealed at all, and are now by this one'),
    keys: z
      .record(z.string(), z.number().int())
      .describe('How many of the addresses it looked at are now sealed by which key; `none`: not sealed'),
    left: z
      .array(z.object({ table: z.string(), id: z.string(), code: z.enum(UNSEALABLE_CODES) }))
      .describe('Rows that could not be sealed anew, and stay as they are'),
    total_estimate: z.number().int().describe('Rows of all tables together, roughly: for a progress bar'),
    next_cursor: z.string().nullable(),
  })
  .meta({ id: 'KeyRotation' });
export type KeyRotation = z.output<typeof KeyRotationSchema>;
