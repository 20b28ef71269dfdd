import { formatEventId, type PrimeCheckRequestedPayload, SUBJECT } from '@ballast/contracts';
import { isDatabaseError } from '@ballast/database';
import type { HandlerContext, Received } from '@ballast/messaging';
import { PrimalityError, type PrimalityVerdict } from '@ballast/primality';
import { dead, done, type Outcome, outcomeFromError, retry, toFailure, unavailable } from '@ballast/reliability';
import { activeTraceContext, withSpan } from '@ballast/telemetry';
import type { ComputePool } from './compute-pool.ts';
import type { Decision } from './verdict.ts';
import type { VerdictStore } from './verdict-store.ts';
import { numberLength, type WorkerMetrics } from './worker-metrics.ts';

export interface PrimeCheckDependencies {
  readonly pool: Pick<ComputePool, 'check'>;
  readonly store: Pick<VerdictStore, 'store'>;
  readonly metrics: Pick<WorkerMetrics, 'duration' | 'requests'>;
}

type Message = Received<PrimeCheckRequestedPayload>;

/**
 * Handles one message: the number is checked, the verdict stored, and only then is the message done. Whatever happens in
 * between, the message may be handled again, here or elsewhere.
 */
export function createPrimeCheckHandler(dependencies: PrimeCheckDependencies) {
  return (message: Message, context: HandlerContext): Promise<Outcome> =>
    withSpan(
      `process ${SUBJECT.primeCheck}`,
      {
        kind: 'consumer',
        parent: message.trace,
        links: [message.trace],
        attributes: {
          'messaging.system': 'nats',
          'messaging.message.id': formatEventId(message.identity),
          'prime_check.digits': message.payload.number.length,
        },
      },
      () => checkAndStore(dependencies, message, context),
    );
}

async function checkAndStore(
  dependencies: PrimeCheckDependencies,
  message: Message,
  { signal }: HandlerContext,
): Promise<Outcome> {
  const { pool, store, metrics } = dependencies;
  const { number } = message.payload;
  const start = performance.now();
  let verdict: PrimalityVerdict | undefined;
  let decision: Decision | undefined;
  let outcome: Outcome;
  try {
    verdict = await pool.check(number, signal);
    const processingTimeMs = performance.now() - start;
    metrics.duration.observe({ number_length: numberLength(number.length) }, processingTimeMs / 1_000);
    const trace = activeTraceContext();
    decision = await store.store({ ...verdict, identity: message.identity, number, trace, processingTimeMs });
    outcome = outcomeOf(decision, message);
  } catch (error) {
    outcome = outcomeOfFailure(error);
  }
  const status = outcome.kind === 'done' ? (decision === 'stored' ? 'stored' : 'already_decided') : outcome.kind;
  const result = verdict === undefined ? 'none' : verdict.isPrime ? 'prime' : 'composite';
  metrics.requests.inc({ status, result });
  return outcome;
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
