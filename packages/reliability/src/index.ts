export { classifyError } from './classify-error.ts';
export { ERROR_TYPES, type ErrorClass, type ErrorType } from './error-type.ts';
export { type Failure, toFailure } from './failure.ts';
export { dead, defer, done, type Outcome, outcomeFromError, retry, unavailable } from './outcome.ts';
export { DEFAULT_RETRY_POLICY, delayBefore, isSpent, type RetryPolicy } from './retry-policy.ts';
