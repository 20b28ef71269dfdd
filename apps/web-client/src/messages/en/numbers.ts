export const numbers = {
  digits: '{count, plural, one {# digit} other {# digits}}',
  /** By the contract's codes. */
  faults: {
    empty: 'Enter a whole number.',
    space: 'A whole number has no spaces in it.',
    sign: 'A sign is not part of a whole number here: leave it out.',
    leading_zero: 'Leave out the leading zero.',
    not_decimal: 'Use only the digits 0 to 9.',
    too_long: '{most, number} digits at most; this has {digits, number}.',
  },
} as const;
