/** `n - 1 = d * 2^twos` with odd `d`, made once for all bases. */
export interface MillerRabinForm {
  readonly n: bigint;
  /** `d` in binary, most significant digit (always 1) first. */
  readonly oddPartBits: string;
  readonly twos: number;
}

export function millerRabinForm(n: bigint): MillerRabinForm {
  const bits = (n - 1n).toString(2);
  const lastOne = bits.lastIndexOf('1');
  return { n, oddPartBits: bits.slice(0, lastOne + 1), twos: bits.length - 1 - lastOne };
}

/**
 * One round of Miller-Rabin: false proves that `n` (odd, above 2) is composite; true means prime or a strong pseudoprime
 * to this base. (M. O. Rabin, "Probabilistic algorithm for testing primality", J. Number Theory 12, 1980.)
 */
export function isStrongProbablePrime({ n, oddPartBits, twos }: MillerRabinForm, base: bigint): boolean {
  const reduced = base % n;
  // A base that n divides says nothing about n.
  if (reduced === 0n) return true;
  const minusOne = n - 1n;
  let power = powModulo(reduced, oddPartBits, n);
  if (power === 1n || power === minusOne) return true;
  for (let squarings = 1; squarings < twos; squarings++) {
    power = (power * power) % n;
    if (power === minusOne) return true;
    if (power === 1n) return false;
  }
  return false;
}

/**
 * `base` to the power whose binary digits are `exponentBits`, modulo `n`. From the left, because then the factor of each
 * set bit is the base itself, which is small: it costs one short multiplication and no reduction of its own.
 */
function powModulo(base: bigint, exponentBits: string, n: bigint): bigint {
  let power = base;
  for (let i = 1; i < exponentBits.length; i++) {
    power = exponentBits.charCodeAt(i) === ONE ? (power * power * base) % n : (power * power) % n;
  }
  return power;
}

const ONE = '1'.charCodeAt(0);
