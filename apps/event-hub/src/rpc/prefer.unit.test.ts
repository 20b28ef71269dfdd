import { expect, test } from 'vitest';
import { prefersOutbox } from './prefer.ts';

test.each([
  'respond-async',
  'Respond-Async',
  'wait=10, respond-async',
  'respond-async;foo=bar, wait=100',
  'return=minimal,respond-async , handling=lenient',
  'respond-async=""',
  ' respond-async = ',
])('"%s" prefers the outbox', (prefer) => {
  expect(prefersOutbox(new Headers({ prefer }))).toBe(true);
});

test.each([
  '',
  'wait=10',
  'respond-asynchronously',
  'respond-async=no',
  'respond-async="quoted"',
  'foo="a, respond-async"',
  'foo="a \\", respond-async"',
  'foo; respond-async',
])('"%s" does not', (prefer) => {
  expect(prefersOutbox(new Headers({ prefer }))).toBe(false);
});

test('no header does not, and of several one is enough', () => {
  expect(prefersOutbox(new Headers())).toBe(false);
  const headers = new Headers({ prefer: 'wait=5' });
  headers.append('prefer', 'respond-async');
  expect(prefersOutbox(headers)).toBe(true);
});
