import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeHeaderText, encodeHeaderText } from './header-text.ts';

const anyText = fc.string({ unit: 'binary', maxLength: 300 });

test('plain text stays readable', () => {
  expect(encodeHeaderText('connect ECONNREFUSED 127.0.0.1:25', 100)).toBe('connect ECONNREFUSED 127.0.0.1:25');
});

test('any text becomes one line of printable ASCII within its bound', () => {
  fc.assert(
    fc.property(anyText, fc.integer({ min: 0, max: 400 }), (text, maxBytes) => {
      const encoded = encodeHeaderText(text, maxBytes);
      expect(encoded).toMatch(/^[ -~]*$/);
      expect(encoded.length).toBeLessThanOrEqual(maxBytes);
    }),
  );
});

test('what was written is read again as it was', () => {
  fc.assert(
    fc.property(anyText, (text) => {
      expect(decodeHeaderText(encodeHeaderText(text, 10_000))).toBe(text);
    }),
  );
});

test('what was cut short is the beginning of the text', () => {
  fc.assert(
    fc.property(anyText, fc.integer({ min: 0, max: 100 }), (text, maxBytes) => {
      expect(text.startsWith(decodeHeaderText(encodeHeaderText(text, maxBytes)))).toBe(true);
    }),
  );
});

test('what others wrote is given back as it is', () => {
  expect(decodeHeaderText('say "hello" \\ and go')).toBe('say "hello" \\ and go');
});
