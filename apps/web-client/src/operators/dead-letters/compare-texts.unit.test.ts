import { describe, expect, it } from 'vitest';
import { compareTexts, foldSame, type LineRow } from './compare-texts.ts';

/** Rows as they would be drawn: what is changed stands in brackets. */
function draw(rows: readonly LineRow[]): string[] {
  const side = (one: LineRow['before']) =>
    one === undefined
      ? ''
      : `${one.number} ${one.parts.map(({ text, changed }) => (changed ? `[${text}]` : text)).join('')}`;
  return rows.map(({ before, after, same }) => `${side(before)} ${same ? '=' : '|'} ${side(after)}`);
}

describe('compareTexts', () => {
  it('puts a line beside the one that took its place, with the digits that differ', () => {
    expect(draw(compareTexts('{\n  "number": "1000003"\n}', '{\n  "number": "1000033"\n}'))).toEqual([
      '1 { = 1 {',
      '2   "number": "10000[0]3" | 2   "number": "10000[3]3"',
      '3 } = 3 }',
    ]);
  });

  it('leaves a side empty where a line has nothing beside it, and counts on', () => {
    expect(draw(compareTexts('a\nb\nc', 'a\nc\nd'))).toEqual(['1 a = 1 a', '2 [b] | ', '3 c = 2 c', ' | 3 [d]']);
  });

  it('shows lines that have little in common as replaced as a whole', () => {
    expect(draw(compareTexts('"abcdefgh"', '7'))).toEqual(['1 ["abcdefgh"] | 1 [7]']);
  });

  it('does not take the last line’s missing end for a difference', () => {
    expect(draw(compareTexts('a', 'a\n'))).toEqual(['1 a = 1 a']);
    expect(compareTexts('', '')).toEqual([]);
    expect(draw(compareTexts('', 'a'))).toEqual([' | 1 [a]']);
  });

  it('comes to an end with two long texts that are different in every line', () => {
    const lines = (word: string) => Array.from({ length: 20_000 }, (_, line) => `${word}${line}`).join('\n');
    const began = performance.now();
    expect(compareTexts(lines('a'), lines('b')).length).toBe(20_000);
    expect(performance.now() - began).toBeLessThan(5_000);
  });
});

describe('foldSame', () => {
  it('leaves out what is the same and more than three lines from a change', () => {
    const lines = Array.from({ length: 20 }, (_, line) => `line ${line}`);
    const folded = foldSame(compareTexts(lines.join('\n'), lines.with(10, 'another').join('\n')));
    expect(folded.at(0)).toEqual({ folded: 7 });
    expect(folded.at(-1)).toEqual({ folded: 6 });
    expect(folded.length).toBe(2 + 7);
  });

  it('leaves nothing but the count of texts that are the same', () => {
    expect(foldSame(compareTexts('a\nb', 'a\nb'))).toEqual([{ folded: 2 }]);
  });
});
