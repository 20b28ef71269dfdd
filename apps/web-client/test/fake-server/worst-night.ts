import type { FakeServer } from './fake-server.ts';

const ago = (seconds: number) => new Date(Date.now() - seconds * 1_000).toISOString();

/** The mail server is away, a worker is gone, and the outbox is behind. */
export function worstNight({ system }: FakeServer): void {
  system.status = 'degraded';
  system.problems = [
    {
      severity: 'critical',
      what: '1,204 messages wait in the outbox for emailsend, the oldest for 6 min.',
      next: 'See whether outbox-publisher runs, and whether the broker takes messages.',
    },
    {
      severity: 'warning',
      what: 'email-send-worker stands still because of smtp: connect ECONNREFUSED 127.0.0.1:1025.',
      next: 'Repair smtp. It is tried again by itself; no attempt is spent meanwhile.',
    },
  ];
  system.outbox = [{ subject: 'emailsend', count: 1_204, oldest_age_seconds: 372 }];
  system.breakers = system.breakers.map((one) =>
    one.dependency === 'smtp'
      ? {
          ...one,
          state: 'open',
          reason: 'connect ECONNREFUSED 127.0.0.1:1025',
          since: ago(40),
          next_probe_at: ago(-120),
        }
      : one,
  );
  const [last] = system.workers.filter(({ service }) => service === 'prime-check-worker').slice(-1);
  if (last === undefined) throw new Error('the double has no such worker');
  Object.assign(last, { is_live: false, last_heartbeat: ago(95) });
}
