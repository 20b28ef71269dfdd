import { ProblemSchema } from '@ballast/contracts';
import { z } from 'zod';

const DESCRIPTION = {
  400: 'The request is not valid; `code` and `errors` say what is wrong',
  401: 'Nobody is signed in, or the key or token is not known',
  403: 'Not open to whoever asks, or asked by a page of another site',
  404: 'There is nothing here',
  406: 'The client does not take what this route answers with',
  409: 'Not possible in the present state; `detail` says why',
  413: 'The body is too large',
  415: 'The body is not JSON',
  422: 'Well formed, and still not acceptable: `code` and `detail` say why',
  431: 'The head of the request is too large, or has too many headers',
  429: 'Too many requests: `violated-policies` says of which kind, `Retry-After` when to try again',
  503: 'Nothing was done; try again after `Retry-After` seconds',
} as const;

type ProblemStatus = keyof typeof DESCRIPTION;

function problemResponse(status: ProblemStatus) {
  return {
    description: DESCRIPTION[status],
    content: { 'application/problem+json': { schema: ProblemSchema } },
  };
}

/** The error answers of a route, for its description. */
export function problemResponses<Status extends ProblemStatus>(
  ...statuses: readonly Status[]
): Record<Status, ReturnType<typeof problemResponse>> {
  return Object.fromEntries(statuses.map((status) => [status, problemResponse(status)])) as never;
}

/** An answer without a body. */
export const SIGNED_OUT = z.null().describe('Signed out');

/** What a route of server-sent events answers with, for its description. */
export const eventStreamResponse = {
  description: 'A stream of `prime_check` events (data: a request, whole) and `reset` events (fetch the list again)',
  content: { 'text/event-stream': { schema: z.string() } },
};

/** The same of operators' hints. */
export const hintStreamResponse = {
  description: 'A stream of `changed` events (data: what has changed), with no more than one of a kind in a second',
  content: { 'text/event-stream': { schema: z.string() } },
};
