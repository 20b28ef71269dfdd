export { type CheckOptions, checkPrimality, type PrimalityVerdict } from './check-primality.ts';
export { PROVEN_BELOW } from './deterministic-miller-rabin.ts';
export { MAX_DIGITS } from './parse-whole-number.ts';
export { PrimalityError, type PrimalityErrorCode } from './primality-error.ts';
