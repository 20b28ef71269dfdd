import type { PrimeCheck } from '@ballast/contracts';

/** Each has its sentence in the catalogue: `results.why.<reason>`. */
type VerdictReason = 'probable' | 'exact' | 'proof' | 'small' | 'even' | 'five' | 'composite';

interface VerdictExplanation {
  readonly certainty: 'proven' | 'probable';
  readonly reason: VerdictReason;
}

/** Why a verdict can be trusted; undefined while there is none. */
export function explainVerdict({ number, is_prime, certainty }: PrimeCheck): VerdictExplanation | undefined {
  if (is_prime === undefined || certainty === undefined) return undefined;
  if (certainty === 'probable') return { certainty, reason: 'probable' };
  return { certainty, reason: is_prime ? whyPrime(number) : whyNotPrime(number) };
}

/** Below 3.3 × 10²⁴ (25 digits) Miller–Rabin with the first 13 primes as bases is a proof (OEIS A014233). */
function whyPrime(number: string): VerdictReason {
  return number.length <= 25 ? 'exact' : 'proof';
}

function whyNotPrime(number: string): VerdictReason {
  if (number === '0' || number === '1') return 'small';
  if (number.length > 1 && /[02468]$/u.test(number)) return 'even';
  if (number.length > 1 && number.endsWith('5')) return 'five';
  return 'composite';
}
