/** Whether `n`, at least 0, is the square of a whole number. */
export function isPerfectSquare(n: bigint): boolean {
  // The last hexadecimal digit of a square is 0, 1, 4 or 9: settles three numbers of four without a root.
  const lastDigit = Number(n & 15n);
  if (lastDigit !== 0 && lastDigit !== 1 && lastDigit !== 4 && lastDigit !== 9) return false;
  const root = squareRootFloor(n);
  return root * root === n;
}

/** The largest whole number whose square is at most `n`, by Newton's iteration from above. */
export function squareRootFloor(n: bigint): bigint {
  if (n < 2n) return n;
  // A power of two that is at least the root, from the length in hexadecimal digits (four bits each).
  let root = 1n << BigInt(n.toString(16).length * 2);
  for (;;) {
    const next = (root + n / root) >> 1n;
    if (next >= root) return root;
    root = next;
  }
}
