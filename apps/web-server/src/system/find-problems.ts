import { isEventStream } from '@ballast/contracts';
import type { Stream, System, Worker } from '@ballast/contracts/operators';
import type { Facts } from './facts.ts';
import { inWords } from './in-words.ts';
import { breakersOf } from './read-workers.ts';

type Problem = System['problems'][number];

/** Each of these has to be there for everything accepted to reach its end. */
const NEEDED: Readonly<Record<string, string>> = {
  'outbox-publisher': 'nothing that was accepted is published',
  'prime-check-worker': 'no number is checked',
  'email-send-worker': 'no mail is sent',
  'dlq-manager': 'dead letters are not stored, redrives stand still, and nothing that was lost is put back',
};
const OLD_OUTBOX_SECONDS = 30;
const VERY_OLD_OUTBOX_SECONDS = 300;
const OLD_LETTER_MS = 86_400_000;
/** The dead-letter queue holds 10,000. */
const MANY_UNSTORED_LETTERS = 5_000;

/** What is wrong, the worst first, each with what to do about it. Pure. */
export function findProblems(facts: Facts, now: Date): Problem[] {
  const found = [
    ...serverProblems(facts),
    ...workerProblems(facts.workers ?? [], facts.workers !== undefined, now),
    ...breakerProblems(facts.workers ?? []),
    ...outboxProblems(facts),
    ...(facts.streams ?? []).flatMap(streamProblems),
    ...ledgerProblems(facts),
    ...letterProblems(facts, now),
    ...jobProblems(facts),
    ...plainProblems(facts),
    ...unreadProblems(facts),
  ];
  return [
    ...found.filter(({ severity }) => severity === 'critical'),
    ...found.filter(({ severity }) => severity === 'warning'),
  ];
}

function serverProblems({ health }: Facts): Problem[] {
  const problems: Problem[] = [];
  const mysql = health?.checks.mysql;
  const nats = health?.checks.nats;
  const redis = health?.checks.redis;
  if (mysql?.status === 'down') {
    problems.push(
      critical(
        `The database cannot be reached: ${mysql.error ?? 'no answer'}.`,
        'Start it or see its log. Nothing is accepted until it is back.',
      ),
    );
  }
  if (nats?.status === 'down') {
    problems.push(
      critical(
        `The broker cannot be reached: ${nats.error ?? 'no answer'}.`,
        'Start it or see its log. What is accepted meanwhile waits in the outbox.',
      ),
    );
  }
  if (redis?.status === 'down') {
    problems.push(
      warning(
        `Limits are kept by each web-server for itself, and nobody can sign in: ${redis.error ?? 'Redis does not answer'}.`,
        'Start Redis or see its log. It is noticed by itself when it is back; operators’ keys work meanwhile.',
      ),
    );
  }
  const encryption = health?.checks.encryption;
  if (encryption?.status === 'degraded') {
    problems.push(
      critical(
        `Nobody can sign up or ask for a link, or no mail goes out: ${encryption.error ?? 'a key is missing'}.`,
        'Put the key back into ENCRYPTION_KEY of web-server and email-send-worker, and start them again. Where it is lost for good, ENCRYPTION_KEYS_LOST gives it up.',
      ),
    );
  }
  return problems;
}

function workerProblems(workers: readonly Worker[], areKnown: boolean, now: Date): Problem[] {
  if (!areKnown) return [];
  const missing = Object.entries(NEEDED).flatMap(([service, effect]) => {
    const own = workers.filter((worker) => worker.service === service);
    if (own.some(({ is_live }) => is_live)) return [];
    const last = Math.max(...own.map(({ last_heartbeat }) => Date.parse(last_heartbeat)));
    const since = own.length === 0 ? 'for a day or more' : `for ${inWords(now.getTime() - last)}`;
    return [
      critical(
        `No ${service} has shown a sign of life ${since}: ${effect}.`,
        `Start ${service}, or see its log: \`./scripts/status\` tells where it stands.`,
      ),
    ];
  });
  const unwell = workers
    .filter(({ is_live, status }) => is_live && status === 'unhealthy')
    .map(({ name, service, error }) =>
      warning(
        `${name} says that it is unhealthy: ${error ?? 'no reason was given'}.`,
        `See the /health of ${service}.`,
      ),
    );
  return [...missing, ...unwell];
}

function breakerProblems(workers: readonly Worker[]): Problem[] {
  return breakersOf(workers)
    .filter(({ state }) => state !== 'closed')
    .map(({ service, dependency, state, reason, next_probe_at }) => {
      const why = reason === undefined ? '' : `: ${reason}`;
      const next =
        next_probe_at === undefined ? 'It is tried again by itself' : `It is tried again by itself at ${next_probe_at}`;
      const what =
        state === 'open'
          ? `${service} stands still because of ${dependency}`
          : `${service} tries ${dependency} with one message`;
      return warning(`${what}${why}.`, `Repair ${dependency}. ${next}; no attempt is spent meanwhile.`);
    });
}

function outboxProblems({ outbox = [] }: Facts): Problem[] {
  return outbox
    .filter(({ oldestAgeSeconds }) => oldestAgeSeconds >= OLD_OUTBOX_SECONDS)
    .map(({ subject, count, oldestAgeSeconds }) => {
      const what = `${count} ${count === 1 ? 'message waits' : 'messages wait'} in the outbox for ${subject}, the oldest for ${inWords(oldestAgeSeconds * 1_000)}.`;
      const next = 'See whether outbox-publisher runs, and whether the broker takes messages: `ballast streams list`.';
      return oldestAgeSeconds >= VERY_OLD_OUTBOX_SECONDS ? critical(what, next) : warning(what, next);
    });
}

function streamProblems({ name, messages, consumers }: Stream): Problem[] {
  const problems = consumers
    .filter((one) => one.pending > 0 && one.in_flight === 0 && one.waiting_pulls === 0)
    .map((one) => {
      const what = `${one.pending} messages wait in ${name}, and nobody asks for them on ${one.name}.`;
      // A group may be another team's, and stand still because they want it to.
      return isEventStream(name)
        ? warning(what, 'See whether members of the group run. One that nobody needs any more is to be deleted.')
        : critical(
            what,
            'See whether its worker runs, and whether a breaker holds it: `ballast workers`, `ballast breakers`.',
          );
    });
  if (name === 'dead_letter_queue' && messages >= MANY_UNSTORED_LETTERS) {
    problems.push(
      warning(
        `${messages} dead letters are not in the database yet; the queue holds 10,000.`,
        'See whether dlq-manager runs and reaches the database.',
      ),
    );
  }
  return problems;
}

function ledgerProblems({ ledger }: Facts): Problem[] {
  if (ledger === undefined) return [];
  const unaccounted = ledger.unaccounted + ledger.emails.unaccounted;
  if (unaccounted > 0) {
    return [
      critical(
        `${unaccounted} accepted ${unaccounted === 1 ? 'request or mail has' : 'requests or mails have'} nothing that will move them.`,
        '`ballast ledger --verify` names each of them and says why.',
      ),
    ];
  }
  if (ledger.balanced && ledger.emails.balanced) return [];
  return [
    warning(
      'The ledger’s counters do not add up.',
      'They are recounted in the background; `ballast ledger --verify` looks at the rows themselves.',
    ),
  ];
}

function letterProblems({ deadLetters }: Facts, now: Date): Problem[] {
  if (deadLetters === undefined) return [];
  const { pending, last_hour, oldest_pending_at } = deadLetters;
  const problems: Problem[] = [];
  if (last_hour > 0) {
    problems.push(
      warning(
        `${last_hour} dead ${last_hour === 1 ? 'letter' : 'letters'} came in within the last hour.`,
        '`ballast dlq groups` shows what failed, the most frequent first.',
      ),
    );
  }
  const age = oldest_pending_at === undefined ? 0 : now.getTime() - Date.parse(oldest_pending_at);
  if (age >= OLD_LETTER_MS) {
    problems.push(
      warning(
        `${pending} dead ${pending === 1 ? 'letter waits' : 'letters wait'} for somebody to act, the oldest for ${inWords(age)}.`,
        'Redrive or discard them: `ballast dlq list --status pending`.',
      ),
    );
  }
  return problems;
}

function jobProblems({ jobs }: Facts): Problem[] {
  if (jobs === undefined) return [];
  const stopped = jobs.stopped.map(({ id, reason }) =>
    warning(
      `Redrive job ${id} stopped by itself: ${reason}`,
      'Repair what failed, then resume the job, or cancel it: `ballast dlq jobs`.',
    ),
  );
  if (jobs.rulesEnabled) return stopped;
  return [
    ...stopped,
    warning('The automatic rules are switched off.', 'Switch them on when it is safe: `ballast dlq rules`.'),
  ];
}

function plainProblems({ plain }: Facts): Problem[] {
  if (plain.length === 0) return [];
  return [
    warning(
      `Addresses from before they were sealed stand in plain text in ${plain.join(', ')}.`,
      '`ballast keys rotate` seals them; those whose request is gone it names.',
    ),
  ];
}

function unreadProblems({ unread, health }: Facts): Problem[] {
  // With the database or the broker gone it is clear why, but only for what is read there.
  const isDatabaseDown = health?.checks.mysql?.status === 'down';
  const isBrokerDown = health?.checks.nats?.status === 'down';
  const unexplained = unread.filter((part) => !(part === 'streams' ? isBrokerDown : isDatabaseDown));
  if (unexplained.length === 0) return [];
  return [
    warning(
      `Not answered in time: ${unexplained.join(', ')}.`,
      'Ask again; when it stays so, the database or the broker is slow.',
    ),
  ];
}

function critical(what: string, next: string): Problem {
  return { severity: 'critical', what, next };
}

function warning(what: string, next: string): Problem {
  return { severity: 'warning', what, next };
}
