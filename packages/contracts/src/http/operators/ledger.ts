import { z } from 'zod';

const account = z.object({
  accepted: z.number().int(),
  completed: z.number().int(),
  dead_lettered: z.number().int(),
  discarded: z.number().int(),
  in_flight: z.number().int().describe('With something that will move it'),
  unaccounted: z.number().int().describe('That nothing will move: must be 0'),
  oldest_in_flight_seconds: z.number(),
  balanced: z.boolean(),
});

export const LedgerSchema = account
  .extend({
    emails: account,
    checked_at: z.iso.datetime().optional().describe('When the evidence was last looked at'),
  })
  .meta({ id: 'Ledger' });
export type Ledger = z.output<typeof LedgerSchema>;

/** The answer of `GET /api/ledger/verify`: the evidence, looked at now. */
export const LedgerVerificationSchema = z
  .object({
    ledger: LedgerSchema,
    counted: z.object({ requests: z.record(z.string(), z.number()), emails: z.record(z.string(), z.number()) }),
    unaccounted: z.array(
      z.object({
        ledger: z.enum(['requests', 'emails']),
        id: z.string(),
        generation: z.number().int(),
        enqueue: z.number().int(),
        created_at: z.iso.datetime(),
        evidence: z.string().describe('Why nothing will move it'),
      }),
    ),
    is_complete: z.boolean().describe('Whether every open request was looked at'),
  })
  .meta({ id: 'LedgerVerification' });
export type LedgerVerification = z.output<typeof LedgerVerificationSchema>;
