import fc from 'fast-check';
import { expect, test } from 'vitest';
import { buildSearchText, foldText } from './search-text.ts';

test('has code, message, subject, id and payload in lower case, with single spaces', () => {
  const fields = { code: 'ETIMEDOUT', message: 'No  answer\nfrom X', subject: 'primecheck', messageId: 'ID-1' };
  expect(buildSearchText({ ...fields, payload: '{"Number": "7"}' })).toBe(
    'etimedout no answer from x primecheck id-1 {"number":"7"}',
  );
});

test('has numbers as they were written', () => {
  const payload = '{"payload": {"big": 18446744073709551557, "one": 1.0}}';
  expect(buildSearchText({ message: 'm', subject: 's', payload })).toBe('m s {"big":18446744073709551557,"one":1.0}');
});

test('leaves room for id and payload behind a long message', () => {
  const text = buildSearchText({ message: 'm'.repeat(4_000), subject: 's', messageId: 'id', payload: '{"n":7}' });
  expect(text).toContain(' s id {"n":7}');
});

test('fits its column, whatever is in it, and folding it again changes nothing', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 700 }), fc.string({ maxLength: 700 }), (message, payload) => {
      const text = buildSearchText({ message, subject: 's', payload });
      expect(text.length).toBeLessThanOrEqual(500);
      expect(Buffer.byteLength(text)).toBeLessThanOrEqual(2_000);
      expect(foldText(text)).toBe(text);
    }),
    { numRuns: 30 },
  );
});
