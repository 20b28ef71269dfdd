import type { Messaging } from '@ballast/messaging';
import type { Logger } from '@ballast/telemetry';
import { type BuryPorts, burySpent } from './bury-spent.ts';
import type { PauseReason } from './publish-failure.ts';
import { type BatchPorts, type BatchResult, relayBatch } from './relay-batch.ts';
import { type RelayMetrics, subjectLabel } from './relay-metrics.ts';
import type { SubjectPauses } from './subject-pauses.ts';

export interface DrainPorts extends BatchPorts, BuryPorts {
  readonly messaging: Pick<Messaging, 'publish' | 'streamCreated' | 'streamForSubject' | 'notify'>;
  readonly logger: Logger;
  readonly metrics: RelayMetrics;
  readonly pauses: SubjectPauses;
  /** Called after each batch. */
  readonly onProgress: () => void;
  /** Called when a subject pauses. */
  readonly onHalt?: (reason: PauseReason) => void;
}

export interface DrainLimits {
  readonly batchSize: number;
  readonly maxInFlight: number;
  readonly deadlineMs: number;
  /** After this long a drain makes room for other subjects, in ms. */
  readonly turnMs: number;
}

/** `empty`: nothing is due any more. `paused`: the subject has to wait. `turn_over`: there may be more. */
export type DrainEnd = 'empty' | 'paused' | 'turn_over';

/**
 * Relays batches of one subject until less than a full batch came, the subject pauses, or its turn is over. `dueAgain`
 * says (and forgets) whether rows were seen meanwhile that the last claim may have come too early for.
 *
 * @throws whatever a batch throws; nothing of that batch is lost.
 */
export async function drainSubject(
  ports: DrainPorts,
  subject: string,
  limits: DrainLimits,
  dueAgain: () => boolean,
  signal: AbortSignal,
): Promise<DrainEnd> {
  const startedAt = performance.now();
  let saidNothing = false;
  for (;;) {
    const isProbe: boolean = ports.pauses.isProbing(subject) && !saidNothing;
    const rows = isProbe ? 1 : limits.batchSize;
    const result = await relayMeasured(ports, subject, { ...limits, rows });
    ports.onProgress();
    for (const { row, fault } of result.spent) {
      if (await burySpent(ports, row, fault)) {
        ports.metrics.published.inc({ subject: subjectLabel(subject), result: 'buried' });
      }
    }
    if (result.halt !== undefined) {
      pauseSubject(ports, subject, result);
      return 'paused';
    }
    // A probe whose row was refused or put off for itself says nothing of the others: the next batch tells, and until then the pause
    // stands. Ended here, or by the end of this turn, it would begin anew, and spend attempts several times a second.
    saidNothing = isProbe && result.refused + result.heldBack > 0;
    if (!saidNothing) flowAgain(ports, subject);
    const settled = result.stored + result.refused + result.heldBack;
    const isShort = result.claimed < rows && settled === result.claimed;
    if (isShort && !dueAgain()) return 'empty';
    const isTurnOver = !saidNothing && performance.now() - startedAt > limits.turnMs;
    if (signal.aborted || isTurnOver) return 'turn_over';
  }
}

async function relayMeasured(
  ports: DrainPorts,
  subject: string,
  limits: Parameters<typeof relayBatch>[2],
): Promise<BatchResult> {
  const { metrics } = ports;
  const label = subjectLabel(subject);
  const startedAt = performance.now();
  const result = await relayBatch(ports, subject, limits);
  if (result.claimed > 0) {
    metrics.batchSize.observe({ subject: label }, result.claimed);
    metrics.batchSeconds.observe({ subject: label }, (performance.now() - startedAt) / 1000);
    metrics.published.inc({ subject: label, result: 'stored' }, result.stored - result.duplicates);
    metrics.published.inc({ subject: label, result: 'duplicate' }, result.duplicates);
    metrics.published.inc({ subject: label, result: 'refused' }, result.refused);
  }
  return result;
}

function pauseSubject(ports: DrainPorts, subject: string, { halt, stored }: BatchResult): void {
  if (halt === undefined) return;
  const { pause, isNews } = ports.pauses.pause(subject, halt.reason, stored > 0);
  ports.metrics.pauses.inc({ subject: subjectLabel(subject), reason: halt.reason });
  ports.onHalt?.(halt.reason);
  const context = { subject, reason: halt.reason, delay_ms: pause.delayMs, err: halt.error };
  ports.logger[isNews ? 'warn' : 'debug'](context, `${subject} pauses: ${halt.reason}`);
}

function flowAgain(ports: DrainPorts, subject: string): void {
  const ended = ports.pauses.flow(subject);
  if (ended === undefined) return;
  const { pause, isNews } = ended;
  const context = { subject, reason: pause.reason, paused_seconds: (Date.now() - pause.since.getTime()) / 1000 };
  ports.logger[isNews ? 'info' : 'debug'](context, `${subject} flows again`);
}
