/** The Jacobi symbol (`a`/`n`) for small odd `a`, negative or positive, and any odd positive `n`. */
export function jacobi(a: number, n: bigint): -1 | 0 | 1 {
  const nModulo4 = Number(n & 3n);
  const size = Math.abs(a);
  // (-1/n) is -1 for n = 3 mod 4; turning (size/n) over changes the sign when both are 3 mod 4.
  const signs = (a < 0 && nModulo4 === 3 ? 1 : 0) + (nModulo4 === 3 && size % 4 === 3 ? 1 : 0);
  const symbol = jacobiOfNumbers(Number(n % BigInt(size)), size);
  return (signs === 1 ? -symbol || 0 : symbol) as -1 | 0 | 1;
}

/** The binary algorithm (R. Crandall, C. Pomerance, "Prime Numbers", algorithm 2.3.5) in plain numbers. */
function jacobiOfNumbers(numerator: number, denominator: number): -1 | 0 | 1 {
  let a = numerator;
  let n = denominator;
  let symbol: -1 | 1 = 1;
  while (a !== 0) {
    while (a % 2 === 0) {
      a /= 2;
      if (n % 8 === 3 || n % 8 === 5) symbol = symbol === 1 ? -1 : 1;
    }
    [a, n] = [n, a];
    if (a % 4 === 3 && n % 4 === 3) symbol = symbol === 1 ? -1 : 1;
    a %= n;
  }
  return n === 1 ? symbol : 0;
}
