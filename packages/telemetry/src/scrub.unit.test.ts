import { expect, test } from 'vitest';
import { scrub } from './scrub.ts';

const TOKEN = 'pX9v0fT3yqk2mB7aWc5dJ1hLrZ8eNuQsGi4oKxVtYbE';

test.each([
  ['550 <ann@reader.example>: no such user', '550 <[address]>: no such user'],
  ['/users?email=ann%40reader.example&x=1', '/users?email=[address]&x=1'],
  [`GET /users/login/${TOKEN}?from=mail failed`, 'GET /users/login/[token]?from=mail failed'],
  ['https://b.example/mail/stop/7f0c1d9e3b5a4862', 'https://b.example/mail/stop/[token]'],
  ['/api/mail-stops/7f0c1d9e3b5a4862', '/api/mail-stops/[token]'],
  [`Authorization: Bearer ${TOKEN}`, 'Authorization: Bearer [redacted]'],
  [`a=b; __Host-ballast-session=${TOKEN}; c=d`, 'a=b; __Host-ballast-session=[redacted]; c=d'],
  [`the token eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0abc.${TOKEN} is over`, 'the token [redacted] is over'],
])('%s', (text, scrubbed) => {
  expect(scrub(text)).toBe(scrubbed);
});

test.each([
  'nothing to hide',
  'file:///app/node_modules/.pnpm/pino@10.4.0/node_modules/pino/pino.js:1:2',
  'a@b',
  '/users/login',
])('leaves %s', (text) => {
  expect(scrub(text)).toBe(text);
});

test('a line of JSON stays one', () => {
  const line = JSON.stringify({ msg: 'for\n"ann@reader.example"\\', list: ['a@b.example', '\u0001b@c.example'] });
  expect(JSON.stringify(JSON.parse(scrub(line)))).not.toContain('example');
});

test('a long text costs no more than its length', () => {
  const text = `${'9'.repeat(1_000_000)}@`;
  const start = performance.now();
  scrub(text);
  // Quadratic, it would take minutes.
  expect(performance.now() - start).toBeLessThan(5_000);
});
