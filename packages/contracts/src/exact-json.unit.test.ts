import { expect, it } from 'vitest';
import { isExactNumber, parseExactJson } from './exact-json.ts';

it.each([
  '{"id":9007199254740993,"nested":[1,2.50,{"x":-0.10}]}',
  '12345678901234567890.123456789',
  '{"a":1,"b":"1","c":null,"d":true}',
])('writes %s as it was read', (text) => {
  expect(JSON.stringify(parseExactJson(text))).toBe(text);
});

it('gives plain numbers where they are exact', () => {
  expect(parseExactJson('{"a":1,"b":[0.5]}')).toEqual({ a: 1, b: [0.5] });
});

it('tells numbers that are kept as their text from all else', () => {
  const { long, short, list } = parseExactJson('{"long":9007199254740993,"short":1,"list":[1]}') as Record<
    string,
    unknown
  >;
  expect([long, short, list, null].map(isExactNumber)).toEqual([true, false, false, false]);
});
