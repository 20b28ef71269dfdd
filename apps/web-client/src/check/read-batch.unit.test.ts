import { describe, expect, it } from 'vitest';
import { isBatch, MAX_LINES, readBatch } from './read-batch.ts';

describe('isBatch', () => {
  it.each([
    ['97', false],
    ['97\n', false],
    ['\n  97 \r\n', false],
    ['', false],
    ['97\n98', true],
    ['97\r\n98\r\n', true],
  ])('of %j is %s', (text, is) => {
    expect(isBatch(text)).toBe(is);
  });
});

describe('readBatch', () => {
  it('takes the numbers in their order, without the space around them and without empty lines', () => {
    expect(readBatch('97\r\n\n  98\t\n97\n', 1000)).toEqual({ numbers: ['97', '98', '97'], faults: [], cut: false });
  });

  it('says what is wrong with which line, counted as it is seen', () => {
    const { numbers, faults } = readBatch('1\n\n-5\n2\n007', 1000);
    expect(numbers).toEqual(['1', '2']);
    expect(faults).toEqual([
      { line: 3, text: '-5', fault: { code: 'sign', digits: 2, max_digits: 1000 } },
      { line: 5, text: '007', fault: { code: 'leading_zero', digits: 3, max_digits: 1000 } },
    ]);
  });

  it('takes as many digits as it is told and shows of a line that is longer its beginning', () => {
    const { numbers, faults } = readBatch(`${'7'.repeat(50)}\n${'8'.repeat(51)}`, 50);
    expect(numbers).toEqual(['7'.repeat(50)]);
    expect(faults).toEqual([
      { line: 2, text: '8'.repeat(40), fault: { code: 'too_long', digits: 51, max_digits: 50 } },
    ]);
  });

  it('takes so many lines and no more, and says that there were more', () => {
    const lines = Array.from({ length: MAX_LINES }, (_, n) => String(n));
    expect(readBatch(lines.join('\n'), 1000)).toEqual({ numbers: lines, faults: [], cut: false });
    const cut = readBatch([...lines, '5'].join('\n'), 1000);
    expect(cut.cut).toBe(true);
    expect(cut.numbers).toEqual(lines);
  });
});
