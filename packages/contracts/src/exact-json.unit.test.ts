import { expect, it } from 'vitest';
import { parseExactJson } from './exact-json.ts';

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
