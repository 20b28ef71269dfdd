import { z } from 'zod';
import { defineMessage } from '../message-contract.ts';
import { SUBJECT } from '../subjects.ts';
import { WHOLE_NUMBER } from '../whole-number.ts';

/** "Find out whether this number is prime." The message's id is the request's id. */
export const PrimeCheckRequested = defineMessage({
  type: 'prime_check.requested',
  subject: SUBJECT.primeCheck,
  version: 1,
  payload: z.object({
    /** Decimal digits; a string end to end, since JSON numbers lose precision above 2^53. */
    number: z.string().regex(WHOLE_NUMBER),
  }),
});

export type PrimeCheckRequestedPayload = Parameters<typeof PrimeCheckRequested.build>[1];
