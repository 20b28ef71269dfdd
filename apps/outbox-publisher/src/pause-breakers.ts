import type { ConsumerBreaker } from '@ballast/messaging';
import type { SubjectPauses } from './subject-pauses.ts';

/** The subjects that stand still, as breakers: so that whoever looks at those of the workers sees these, too. */
export function pauseBreakers(pauses: SubjectPauses): ConsumerBreaker[] {
  return pauses.list().map(({ subject, reason, since }) => {
    const waitMs = pauses.probeInMs(subject);
    return {
      dependency: `stream of ${subject}`,
      state: waitMs > 0 ? 'open' : 'half_open',
      reason,
      since: since.toISOString(),
      ...(waitMs > 0 && { next_probe_at: new Date(Date.now() + waitMs).toISOString() }),
    };
  });
}
