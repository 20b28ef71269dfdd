import { z } from 'zod';
import { DEFAULT_MAX_DIGITS, describeWholeNumberFault, findNumberFault } from '../whole-number.ts';

/** The body of `POST /prime-check`, for a server that takes at most `maxDigits` digits. */
export function createPrimeCheckBodySchema(maxDigits = DEFAULT_MAX_DIGITS) {
  return z.object({
    number: z
      .string()
      .superRefine((text, context) => {
        const fault = findNumberFault(text, maxDigits);
        if (fault !== undefined) {
          const message = describeWholeNumberFault(fault.code, text, maxDigits);
          context.addIssue({ code: 'custom', message, params: { number_fault: fault } });
        }
      })
      .describe(`Decimal digits without sign, space or leading zero; at most ${maxDigits}`),
    email: z.email().max(254).optional().describe('Where the result is sent as well'),
  });
}
export type PrimeCheckBody = z.output<ReturnType<typeof createPrimeCheckBodySchema>>;

/** What the outside sees of a request's state: dead and discarded requests are `failed`. */
export const PRIME_CHECK_STATUSES = ['processing', 'completed', 'failed'] as const;
export const CERTAINTIES = ['proven', 'probable'] as const;

export const PrimeCheckSchema = z
  .object({
    id: z.uuid(),
    number: z.string(),
    status: z.enum(PRIME_CHECK_STATUSES),
    is_prime: z.boolean().optional(),
    certainty: z.enum(CERTAINTIES).optional(),
    created_at: z.iso.datetime(),
    completed_at: z.iso.datetime().optional(),
    trace_id: z.string().optional(),
    message_id: z.string().optional().describe('The Message-ID of the result mail, once one has been made'),
  })
  .meta({ id: 'PrimeCheck' });
export type PrimeCheck = z.output<typeof PrimeCheckSchema>;

/**
 * The way of a request, in its order: `accepted`, `published` to the broker, `checked`, `mailed`. A step is missing while it
 * is not reached, and when its time is not known any more.
 */
export const PRIME_CHECK_STEPS = ['accepted', 'published', 'checked', 'mailed'] as const;
/** `none`: no mail was asked for, or the verdict that asks for it is still to come. `unsent`: it does not go by itself any more. */
export const MAIL_STATES = ['none', 'waiting', 'sent', 'unsent'] as const;

export const PrimeCheckStepsSchema = z
  .object({
    id: z.uuid(),
    steps: z.array(z.object({ step: z.enum(PRIME_CHECK_STEPS), at: z.iso.datetime() })),
    mail: z.enum(MAIL_STATES),
    mail_url: z.url().optional().describe('Where the mail can be looked at, where the server is told of such a place'),
    trace_url: z.url().optional().describe('Where the trace can be looked at, likewise'),
  })
  .meta({ id: 'PrimeCheckSteps' });
export type PrimeCheckSteps = z.output<typeof PrimeCheckStepsSchema>;

/** The 202 answer of `POST /prime-check`. */
export const PrimeCheckAcceptedSchema = z
  .object({
    id: z.uuid(),
    number: z.string(),
    status: z.literal('processing'),
    created_at: z.iso.datetime(),
    trace_id: z.string(),
  })
  .meta({ id: 'PrimeCheckAccepted' });
export type PrimeCheckAccepted = z.output<typeof PrimeCheckAcceptedSchema>;

/** So that 5,000 are read in a dozen requests: reading on is what people do, and its limit is for what machines do. */
export const MAX_LISTED_PRIME_CHECKS = 500;

export const PrimeCheckListQuerySchema = z.object({
  status: z.enum(PRIME_CHECK_STATUSES).optional(),
  is_prime: z.enum(['true', 'false']).optional(),
  number: z
    .string()
    .regex(/^(?:0|[1-9][0-9]{0,9999})$/)
    .optional()
    .describe('Only requests for this very number'),
  cursor: z.string().toLowerCase().pipe(z.uuid()).optional().describe('`next_cursor` of the page before'),
  limit: z
    .string()
    .regex(/^[0-9]{1,3}$/)
    .transform(Number)
    .pipe(z.number().int().min(1).max(MAX_LISTED_PRIME_CHECKS))
    .optional()
    .describe(`How many at most, 1 to ${MAX_LISTED_PRIME_CHECKS}; 50 where it is left out`),
});

export const PrimeCheckListSchema = z
  .object({
    items: z.array(PrimeCheckSchema),
    next_cursor: z.string().nullable(),
  })
  .meta({ id: 'PrimeCheckList' });
export type PrimeCheckList = z.output<typeof PrimeCheckListSchema>;
