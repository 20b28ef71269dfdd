/**
 * Prints what a check costs by the number's length, for a prime and for a composite without small factors (the two worst
 * cases of their kind). Usage: node benchmarks/primality.ts [most digits, default 1000]
 */
import { checkPrimeSync } from 'node:crypto';
import { checkPrimality } from '@ballast/primality';

const LENGTHS = [1, 5, 10, 15, 19, 20, 24, 25, 30, 50, 78, 100, 150, 200, 300, 500, 700, 1000];
/** Each figure is the median of as many runs as fit into this time. */
const TIME_PER_FIGURE_MS = 150;

const mostDigits = Number(process.argv[2] ?? 1000);
if (!Number.isInteger(mostDigits) || mostDigits < 1) throw new RangeError('the argument is a number of digits');

console.log('digits   prime (ms)   composite (ms)   a prime is');
for (const digits of LENGTHS.filter((length) => length <= mostDigits)) {
  const prime = nextPrime(10n ** BigInt(digits - 1) + 1n);
  const { certainty } = checkPrimality(String(prime));
  const columns = [medianMs(prime), medianMs(hardComposite(digits))].map((ms) => ms.toFixed(4).padStart(12));
  console.log(`${String(digits).padStart(6)} ${columns[0]} ${columns[1]?.padStart(16)}   ${certainty}`);
}

function medianMs(n: bigint): number {
  const text = String(n);
  const times: number[] = [];
  for (const end = performance.now() + TIME_PER_FIGURE_MS; performance.now() < end || times.length < 3; ) {
    const start = performance.now();
    checkPrimality(text);
    times.push(performance.now() - start);
  }
  times.sort((a, b) => a - b);
  return times[times.length >> 1] ?? Number.NaN;
}

/** The product of two primes of half the length. */
function hardComposite(digits: number): bigint {
  const half = digits >> 1;
  return nextPrime(10n ** BigInt(half) + 1n) * nextPrime(10n ** BigInt(digits - half - 1) + 3n);
}

function nextPrime(from: bigint): bigint {
  let n = from < 3n ? 3n : from | 1n;
  while (!checkPrimeSync(n)) n += 2n;
  return n;
}
