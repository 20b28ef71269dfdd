import { z } from 'zod';

/** What is wrong with a search, each with the figures that its sentence names. */
export const QUERY_FAULTS = [
  'condition_expected',
  'end_expected',
  'parenthesis_open',
  'quote_open',
  'escape_open',
  'value_missing',
  'unknown_field',
  'bad_operator',
  'not_in_list',
  'not_whole_number',
  'not_number',
  'not_duration',
  'not_moment',
  'too_long',
  'too_many_conditions',
  'too_deep',
  'too_many_wildcards',
] as const;

export const QueryFaultSchema = z
  .object({
    code: z.enum(QUERY_FAULTS),
    found: z.string().optional().describe('What stands at the position; missing at the end of the query'),
    field: z.string().optional().describe('Whose value or operator it is, as it was written'),
    opened_at: z.number().int().optional().describe('Characters before the quote or parenthesis that is not closed'),
    choices: z.array(z.string()).optional().describe('What could stand there'),
    most: z.number().int().optional().describe('How many there may be at most'),
  })
  .meta({ id: 'QueryFault' });
export type QueryFault = z.output<typeof QueryFaultSchema>;
