import { expect, test } from 'vitest';
import { createNamespace } from './namespace.ts';

test('names go to the server and back', () => {
  const blue = createNamespace('blue');
  expect(blue.subject('primecheck')).toBe('blue.primecheck');
  expect(blue.stripSubject('blue.primecheck')).toBe('primecheck');
  expect(blue.stream('primecheck_stream')).toBe('blue_primecheck_stream');
  expect(blue.stripStream('blue_primecheck_stream')).toBe('primecheck_stream');
  expect(blue.stripSubject('red.primecheck')).toBe('red.primecheck');
});

test.each(['', undefined])('without a namespace (%j) names are what they are', (name) => {
  const none = createNamespace(name);
  expect([none.name, none.subject('a.b'), none.stream('s'), none.stripSubject('a.b'), none.stripStream('s')]).toEqual([
    '',
    'a.b',
    's',
    'a.b',
    's',
  ]);
});

test.each(['a.b', '*', '>', 'a b', 'é', 'x'.repeat(33)])(
  '%j is refused: it would change what a subject means',
  (name) => {
    expect(() => createNamespace(name)).toThrow(expect.objectContaining({ code: 'rejected' }));
  },
);
