import { jacobi } from './jacobi.ts';
import { isPerfectSquare } from './perfect-square.ts';

/** How many candidates for D are tried before a perfect square, which has none, is looked for. */
const TRIES_BEFORE_SQUARE_CHECK = 6;

/**
 * The strong Lucas test with Selfridge's parameters (method A): false proves that `n` (odd, above 2) is composite; true means
 * prime or a strong Lucas pseudoprime (OEIS A217255). R. Baillie and S. Wagstaff, "Lucas pseudoprimes", Math. Comp. 35
 * (1980). No composite is known that passes this and a strong test to base 2 (the Baillie-PSW test).
 */
export function isStrongLucasProbablePrime(n: bigint): boolean {
  const d = selfridgeD(n);
  return d === undefined ? false : passesStrongLucas(n, d);
}

/** The first D of 5, -7, 9, -11, ... with (D/n) = -1, or `undefined` when n turned out to be composite on the way. */
function selfridgeD(n: bigint): number | undefined {
  for (let tries = 0, size = 5; ; tries++, size += 2) {
    if (tries === TRIES_BEFORE_SQUARE_CHECK && isPerfectSquare(n)) return undefined;
    const d = size % 4 === 1 ? size : -size;
    const symbol = jacobi(d, n);
    if (symbol === -1) return d;
    // A common factor of D and n: a proper one, unless n divides D.
    if (symbol === 0 && n > BigInt(size)) return undefined;
  }
}

/**
 * With P = 1 and Q = (1 - D) / 4, and n + 1 = k * 2^twos for odd k: U(k) = 0, or V(k * 2^r) = 0 for some r < twos, modulo n.
 *
 * The sequences are walked along the bits of k: U(2i) = U(i) V(i), V(2i) = V(i)^2 - 2 Q^i, and one step further
 * U(i+1) = (U + V) / 2, V(i+1) = (D U + V) / 2.
 */
function passesStrongLucas(n: bigint, dNumber: number): boolean {
  const d = BigInt(dNumber);
  const q = (1n - d) / 4n;
  const bits = (n + 1n).toString(2);
  const lastOne = bits.lastIndexOf('1');
  const twos = bits.length - 1 - lastOne;

  let u = 1n;
  let v = 1n;
  let qPower = q;
  for (let i = 1; i <= lastOne; i++) {
    u = (u * v) % n;
    v = (v * v - 2n * qPower) % n;
    if (bits.charCodeAt(i) === ONE) {
      const uNext = halve(u + v, n);
      v = halve(d * u + v, n) % n;
      u = uNext;
      qPower = (qPower * qPower * q) % n;
    } else {
      qPower = (qPower * qPower) % n;
    }
  }
  if (u % n === 0n || v % n === 0n) return true;
  for (let r = 1; r < twos; r++) {
    v = (v * v - 2n * qPower) % n;
    if (v === 0n) return true;
    qPower = (qPower * qPower) % n;
  }
  return false;
}

/** `x / 2` modulo the odd `n`. */
function halve(x: bigint, n: bigint): bigint {
  return (x & 1n) === 0n ? x >> 1n : (x + n) >> 1n;
}

const ONE = '1'.charCodeAt(0);
