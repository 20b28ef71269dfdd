import type { PlainAddresses } from '@ballast/addresses';
import type { Ledger, Stream, System, Worker } from '@ballast/contracts/operators';
import type { Database, RowDataPacket } from '@ballast/database';
import { readRecentLetters } from '@ballast/dead-letters';
import { readLedger } from '@ballast/ledger';
import { inspectEventStreams, inspectStreams, type Messaging } from '@ballast/messaging';
import { stats as readOutbox, type SubjectBacklog } from '@ballast/outbox';
import type { Health, HealthReport } from '@ballast/runtime';
import type { NewsChannel } from '../live/news-channel.ts';
import { readWorkers } from './read-workers.ts';
import { settleWithin } from './settle-within.ts';

/** Parts are asked at the same time: the whole is answered within this and a little. */
const PART_MS = 600;

interface Jobs {
  readonly running: number;
  /** Stopped by themselves, newest first. */
  readonly stopped: readonly { readonly id: string; readonly reason: string }[];
  readonly rulesEnabled: boolean;
}

/** What is known of the system at this moment; what could not be read in time is `undefined`, and named in `unread`. */
export interface Facts {
  readonly health: HealthReport | undefined;
  readonly workers: readonly Worker[] | undefined;
  readonly outbox: readonly SubjectBacklog[] | undefined;
  readonly streams: readonly Stream[] | undefined;
  readonly deadLetters: System['dead_letters'] | undefined;
  readonly jobs: Jobs | undefined;
  readonly ledger: Ledger | undefined;
  /** Columns that hold addresses in plain text. */
  readonly plain: readonly string[];
  readonly unread: readonly string[];
}

export interface FactsDeps {
  readonly db: Database;
  readonly news: NewsChannel;
  readonly health: Health;
  readonly plainAddresses: Pick<PlainAddresses, 'found'>;
}

/** Never throws: what is broken is what is asked about. */
export async function readFacts({ db, news, health, plainAddresses }: FactsDeps): Promise<Facts> {
  const unread: string[] = [];
  const part = <T>(name: string, read: () => Promise<T>) =>
    settleWithin(read, PART_MS).then((value) => {
      if (value === undefined) unread.push(name);
      return value;
    });
  const [report, workers, outbox, streams, deadLetters, jobs, ledger] = await Promise.all([
    part('health', () => health.report()),
    part('workers', () => readWorkers(db)),
    part('outbox', () => readOutbox(db)),
    part('streams', () => readStreams(news.messaging())),
    part('dead letters', () => readDeadLetters(db)),
    part('redrive jobs', () => readJobs(db)),
    part('ledger', () => readLedger(db)),
  ]);
  const plain = plainAddresses.found();
  return { health: report, workers, outbox, streams, deadLetters, jobs, ledger, plain, unread: unread.toSorted() };
}

/** What carries work first, then what events lie in. */
export async function readStreams(messaging: Messaging): Promise<Stream[]> {
  const [own, events] = await Promise.all([inspectStreams(messaging), inspectEventStreams(messaging)]);
  return [...own, ...events];
}

function readDeadLetters(db: Database): Promise<System['dead_letters']> {
  return db.withConnection(async (connection) => {
    const [[counted]] = await connection.query<RowDataPacket[]>(
      "SELECT COUNT(*) AS count FROM dead_letter_messages WHERE status = 'pending'",
    );
    const { lastHour, oldestPendingAt } = await readRecentLetters(connection);
    return {
      pending: Number(counted?.count ?? 0),
      last_hour: lastHour,
      ...(oldestPendingAt !== undefined && { oldest_pending_at: oldestPendingAt.toISOString() }),
    };
  });
}

function readJobs(db: Database): Promise<Jobs> {
  return db.withConnection(async (connection) => {
    const [[running]] = await connection.query<RowDataPacket[]>(
      "SELECT COUNT(*) AS count FROM redrive_jobs WHERE state = 'running'",
    );
    const [stopped] = await connection.query<RowDataPacket[]>(
      "SELECT id, stop_reason FROM redrive_jobs WHERE state = 'stopped' ORDER BY not_before DESC LIMIT 5",
    );
    const [[rules]] = await connection.query<RowDataPacket[]>("SELECT is_on FROM dlq_switches WHERE name = 'rules'");
    return {
      running: Number(running?.count ?? 0),
      stopped: stopped.map((row) => ({ id: String(row.id), reason: String(row.stop_reason ?? 'no reason was given') })),
      rulesEnabled: rules === undefined || Number(rules.is_on) === 1,
    };
  });
}
