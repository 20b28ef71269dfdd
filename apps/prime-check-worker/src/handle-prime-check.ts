import { formatEventId, type PrimeCheckRequestedPayload } from '@ballast/contracts';
import { isDatabaseError } from '@ballast/database';
import type { HandlerContext, Received } from '@ballast/messaging';
import { PrimalityError, type PrimalityVerdict } from '@ballast/primality';
import { dead, done, type Outcome, outcomeFromError, retry, toFailure, unavailable } from '@ballast/reliability';
import { activeTraceContext, type Logger, withSpan } from '@ballast/telemetry';
import type { ComputePool } from './compute-pool.ts';
import type { Decision } from './verdict.ts';
import type { VerdictStore } from './verdict-store.ts';
import { numberLength, type WorkerMetrics } from './worker-metrics.ts';

export interface PrimeCheckDependencies {
  readonly pool: Pick<ComputePool, 'check'>;
  readonly store: Pick<VerdictStore, 'store'>;
  readonly metrics: Pick<WorkerMetrics, 'duration' | 'requests'>;
  readonly logger: Logger;
}

type Message = Received<PrimeCheckRequestedPayload>;

/**
 * Handles one message: the number is checked, the verdict stored, and only then is the message done. Whatever happens in
 * between, the message may be handled again, here or elsewhere. Runs in the span that the consumer makes for the message.
 */
export function createPrimeCheckHandler({ pool, store, metrics, logger }: PrimeCheckDependencies) {
  return async (message: Message, { signal }: HandlerContext): Promise<Outcome> => {
    const { identity, payload } = message;
    const { number } = payload;
    const start = performance.now();
    let verdict: PrimalityVerdict | undefined;
    let decision: Decision | undefined;
    let outcome: Outcome;
    try {
      verdict = await withSpan('check primality', { attributes: { 'ballast.digits': number.length } }, () =>
        pool.check(number, signal),
      );
      const processingTimeMs = performance.now() - start;
      metrics.duration.observe({ number_length: numberLength(number.length) }, processingTimeMs / 1_000);
      decision = await store.store({ ...verdict, identity, number, trace: activeTraceContext(), processingTimeMs });
      outcome = outcomeOf(decision, message);
      logger.debug({ message_id: formatEventId(identity), decision, processing_ms: processingTimeMs }, 'verdict');
    } catch (error) {
      outcome = outcomeOfFailure(error);
    }
    const status = outcome.kind === 'done' ? (decision === 'stored' ? 'stored' : 'already_decided') : outcome.kind;
    const result = verdict === undefined ? 'none' : verdict.isPrime ? 'prime' : 'composite';
    metrics.requests.inc({ status, result });
    return outcome;
  };
}

function outcomeOf(decision: Decision, { identity }: Message): Outcome {
  switch (decision) {
    case 'stored':
    case 'already_decided':
      return done;
    case 'request_unknown':
      return dead('permanent', { code: decision, message: `there is no request ${identity.id}` });
    case 'other_number':
      return dead('permanent', { code: decision, message: `request ${identity.id} is about another number` });
  }
}

/** What to do about a failure: the number's own fault, the database's, or (a thread's, and whatever else) nobody's. */
function outcomeOfFailure(error: unknown): Outcome {
  if (error instanceof PrimalityError) return dead('permanent', toFailure(error));
  if (isDatabaseTrouble(error)) return unavailable('mysql', toFailure(error));
  if (isDatabaseError(error)) return outcomeFromError(error, 'mysql');
  return retry(toFailure(error));
}

/**
 * Failures that say something about MySQL and nothing about the message, which therefore must not cost it an attempt. A commit
 * in doubt is among them: handled again, the message finds out whether its verdict is there.
 */
function isDatabaseTrouble(error: unknown): boolean {
  return (
    isDatabaseError(error, 'unavailable') ||
    isDatabaseError(error, 'pool_exhausted') ||
    isDatabaseError(error, 'commit_unknown') ||
    isDatabaseError(error, 'timeout')
  );
}
