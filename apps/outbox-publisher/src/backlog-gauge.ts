import type { Database } from '@ballast/database';
import { stats } from '@ballast/outbox';
import { type Loop, startLoop } from '@ballast/runtime';
import type { Logger } from '@ballast/telemetry';
import { type RelayMetrics, type SubjectLabel, subjectLabel } from './relay-metrics.ts';

const EVERY_MS = 5_000;

interface Backlog {
  rows: number;
  oldestSeconds: number;
  oldestAgeSeconds: number;
}

/** Measures what waits in the outbox every 5 s: also, and above all, while nothing can be published. */
export function startBacklogGauge(db: Database, metrics: RelayMetrics, logger: Logger): Loop {
  return startLoop({
    name: 'outbox backlog',
    logger,
    intervalMs: EVERY_MS,
    runOnce: () => measureBacklog(db, metrics),
  });
}

async function measureBacklog(db: Database, metrics: RelayMetrics): Promise<void> {
  const backlogs: Record<SubjectLabel, Backlog> = { primecheck: none(), emailsend: none(), other: none() };
  for (const { subject, count, oldestCreatedAt, oldestAgeSeconds } of await stats(db)) {
    const backlog = backlogs[subjectLabel(subject)];
    backlog.rows += count;
    if (oldestAgeSeconds >= backlog.oldestAgeSeconds) {
      backlog.oldestAgeSeconds = oldestAgeSeconds;
      backlog.oldestSeconds = oldestCreatedAt.getTime() / 1000;
    }
  }
  for (const [subject, backlog] of Object.entries(backlogs) as [SubjectLabel, Backlog][]) {
    metrics.backlog.set({ subject }, backlog.rows);
    metrics.oldest.set({ subject }, backlog.oldestSeconds);
  }
}

function none(): Backlog {
  return { rows: 0, oldestSeconds: 0, oldestAgeSeconds: 0 };
}
