import { describe, expect, it } from 'vitest';
import { describeWholeNumberFault, findNumberFault, findWholeNumberFault } from './whole-number.ts';

describe('findWholeNumberFault', () => {
  it.each(['0', '1', '2', '18446744073709551557', '9'.repeat(1000)])('takes %.30s', (text) => {
    expect(findWholeNumberFault(text)).toBeUndefined();
  });

  it.each([
    ['', 'empty'],
    [' 7', 'space'],
    ['7\n', 'space'],
    ['1 000', 'space'],
    ['+7', 'sign'],
    ['-7', 'sign'],
    ['07', 'leading_zero'],
    ['00', 'leading_zero'],
    ['0x7', 'not_decimal'],
    ['1e3', 'not_decimal'],
    ['7.0', 'not_decimal'],
    ['٧', 'not_decimal'],
    ['9'.repeat(1001), 'too_long'],
  ] as const)('refuses %.30j as %s', (text, fault) => {
    expect(findWholeNumberFault(text)).toBe(fault);
  });

  it('has the limit of its caller', () => {
    expect(findWholeNumberFault('123', 2)).toBe('too_long');
  });

  it('comes with the figures that its words name', () => {
    expect(findNumberFault('123', 2)).toEqual({ code: 'too_long', digits: 3, max_digits: 2 });
    expect(findNumberFault('12', 2)).toBeUndefined();
  });

  it('is explained in a sentence that names the figures', () => {
    expect(describeWholeNumberFault('too_long', '9'.repeat(1204))).toBe('1,000 digits at most; this has 1,204.');
  });
});
