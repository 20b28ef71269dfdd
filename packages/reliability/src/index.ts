export {
  BREAKER_STATES,
  type BreakerPolicy,
  type BreakerReport,
  type BreakerState,
  CircuitBreaker,
  DEFAULT_BREAKER_POLICY,
} from './circuit-breaker.ts';
export { classifyError } from './classify-error.ts';
export { ERROR_TYPES, type ErrorClass, type ErrorType } from './error-type.ts';
export { explainTlsError, TLS_SETTINGS, type TlsSettings } from './explain-tls-error.ts';
export { type Failure, toFailure } from './failure.ts';
export { normaliseMessage } from './normalise-message.ts';
export { dead, defer, done, doneWithout, type Outcome, outcomeFromError, retry, unavailable } from './outcome.ts';
export {
  DEFAULT_RETRY_POLICY,
  delayBefore,
  isSpent,
  pacingFor,
  type RetryPacing,
  type RetryPolicy,
} from './retry-policy.ts';
