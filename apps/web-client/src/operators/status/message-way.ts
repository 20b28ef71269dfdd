import { SUBJECT } from '@ballast/contracts';
import type { Stream, Worker } from '@ballast/contracts/operators';
import type { LightLook } from './light.tsx';
import type { Snapshot } from './status-api.ts';

/** Where a message is on its way, in order. */
export const STATIONS = ['web', 'outbox', 'broker', 'workers', 'mail'] as const;
export type Station = (typeof STATIONS)[number];

/** What lies between a station and the one after it. */
export interface Leg {
  /** How many have passed since ever: how fast this grows is the rate. */
  readonly passed: number | undefined;
  /** How many wait to pass; undefined where nothing can wait, or where it is not known. */
  readonly waiting: number | undefined;
  /** How long the first of them has waited, in seconds. */
  readonly oldest: number | undefined;
}

/** The leg that leads to each station but the first. `now`: epoch milliseconds. */
export function legsOf({ system, ledger }: Snapshot, now: number): Readonly<Record<Exclude<Station, 'web'>, Leg>> {
  const work = system.streams.filter(isWork);
  // Without its streams nothing is known of the broker; no rows in the outbox are none that wait.
  const isBrokerKnown = work.length > 0;
  const waiting = sum(work, ({ messages }) => messages);
  const begun = work.flatMap(({ messages, oldest_at }) =>
    messages > 0 && oldest_at !== undefined ? [Date.parse(oldest_at)] : [],
  );
  const mails = ledger?.emails;
  return {
    outbox: { passed: ledger?.accepted, waiting: undefined, oldest: undefined },
    broker: {
      passed: isBrokerKnown ? sum(work, ({ last_seq }) => last_seq) : undefined,
      waiting: sum(system.outbox, ({ count }) => count),
      oldest: system.outbox.length === 0 ? undefined : Math.max(...system.outbox.map((row) => row.oldest_age_seconds)),
    },
    workers: {
      // What was settled has left the stream.
      passed: isBrokerKnown ? sum(work, ({ last_seq }) => last_seq) - waiting : undefined,
      waiting: isBrokerKnown ? waiting : undefined,
      oldest: begun.length === 0 ? undefined : Math.max(0, (now - Math.min(...begun)) / 1_000),
    },
    mail: {
      passed: mails?.completed,
      waiting: mails?.in_flight,
      oldest: mails === undefined || mails.in_flight === 0 ? undefined : mails.oldest_in_flight_seconds,
    },
  };
}

/** Whose processes stand at a station. The broker is none of ours: it is looked at from the web server. */
const PROCESSES: Readonly<Partial<Record<Station, string>>> = {
  web: 'web-server',
  outbox: 'outbox-publisher',
  workers: 'prime-check-worker',
  mail: 'email-send-worker',
};

/** A light for each process at a station, or for the broker's answer. */
export function lightsOf(station: Station, { system }: Snapshot): readonly LightLook[] {
  const service = PROCESSES[station];
  if (service !== undefined) return system.workers.filter((one) => one.service === service).map(lightOfWorker);
  const broker = system.checks.nats;
  return broker === undefined ? [] : [lightOfCheck(broker.status)];
}

export function lightOfWorker({ is_live, status }: Worker): LightLook {
  if (!is_live) return 'off';
  return status === 'healthy' ? 'good' : 'failed';
}

export function lightOfCheck(status: string): LightLook {
  return status === 'ok' ? 'good' : status === 'down' ? 'failed' : 'waiting';
}

/** Whether a stream carries work, and not what failed or what the broker tells of itself. */
function isWork({ subjects }: Stream): boolean {
  return subjects.includes(SUBJECT.primeCheck) || subjects.includes(SUBJECT.emailSend);
}

/** Whether a stream holds dead letters on their way to the database. */
export function isDeadLetterQueue({ subjects }: Stream): boolean {
  return subjects.some((subject) => subject.startsWith(SUBJECT.deadLetterPrefix));
}

function sum<T>(items: readonly T[], count: (item: T) => number): number {
  return items.reduce((total, item) => total + count(item), 0);
}
