import { z } from 'zod';
import { WHOLE_NUMBER_FAULTS } from '../whole-number.ts';
import { QueryFaultSchema } from './query-fault.ts';

/** The closed list of codes in Ballast's error answers. Clients match on these, never on the text. */
export const PROBLEM_CODES = [
  'invalid_request',
  'invalid_number',
  'invalid_json',
  'body_too_large',
  'unsupported_media_type',
  'not_found',
  'method_not_allowed',
  'idempotency_key_reused',
  'overloaded',
  'unavailable',
  'rate_limited',
  'over_capacity',
  'unauthorized',
  'forbidden',
  'invalid_query',
  'invalid_edit',
  'conflict',
  'internal',
] as const;
export type ProblemCode = (typeof PROBLEM_CODES)[number];

export const NumberFaultSchema = z.object({
  code: z.enum(WHOLE_NUMBER_FAULTS),
  digits: z.number().int(),
  max_digits: z.number().int(),
});

/** RFC 9457 problem details, with a machine-readable `code`. */
export const ProblemSchema = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.number().int(),
    code: z.enum(PROBLEM_CODES),
    detail: z.string().optional(),
    errors: z
      .array(
        z.object({
          field: z.string(),
          message: z.string(),
          number_fault: NumberFaultSchema.optional().describe(
            'With `invalid_number`: the same as `message`, for who says it in words of their own',
          ),
        }),
      )
      .optional(),
    'violated-policies': z
      .array(z.string())
      .optional()
      .describe(
        'With `rate_limited` and `over_capacity`: the policies that refused the request, as in `RateLimit-Policy`',
      ),
    position: z
      .number()
      .int()
      .optional()
      .describe('With `invalid_query`: characters before the fault, where a caret goes'),
    query_fault: QueryFaultSchema.optional().describe(
      'Where a search cannot be read: the same as `detail`, for who says it in words of their own',
    ),
    trace_id: z.string().optional(),
  })
  .meta({ id: 'Problem' });
export type Problem = z.output<typeof ProblemSchema>;
