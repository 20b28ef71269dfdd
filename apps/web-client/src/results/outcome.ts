import type { Row } from './list-rows.ts';

/** What a row shows, as one word. */
export type OutcomeName = 'prime' | 'not_prime' | 'checking' | 'failed' | 'waiting' | 'refused';

export function outcomeOf({ check, submission }: Row): OutcomeName {
  if (check === undefined) {
    const phase = submission?.phase.name;
    if (phase === 'limited') return 'waiting';
    return phase === 'waiting' || phase === 'refused' ? phase : 'checking';
  }
  if (check.status === 'failed') return 'failed';
  if (check.status === 'processing' || check.is_prime === undefined) return 'checking';
  return check.is_prime ? 'prime' : 'not_prime';
}
