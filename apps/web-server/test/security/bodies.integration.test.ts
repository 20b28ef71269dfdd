import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectProblem } from '../admin-requests.ts';
import { countRows } from '../count-rows.ts';
import { type AttackedServer, startAttackedServer } from './attacked-server.ts';
import { underWatch } from './under-watch.ts';

let server: AttackedServer;
beforeAll(async () => {
  server = await startAttackedServer();
});
afterAll(() => server?.close());

function post(path: string, body: string | Buffer, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(`${server.app.url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body,
  });
}

async function rows(): Promise<number> {
  const { db } = server.database;
  return (await countRows(db, 'prime_checks')) + (await countRows(db, 'users')) + (await countRows(db, 'outbox'));
}

describe('a body is refused, and leaves nothing, that has', () => {
  it.each([
    ['the key __proto__', '{"number":"7","__proto__":{"email":"a@example.com"}}', 'invalid_json'],
    ['the key __proto__, escaped', '{"number":"7","\\u005f_proto__":{"a":1}}', 'invalid_json'],
    ['the key __proto__ deep inside', '{"number":"7","a":[{"__proto__":1}]}', 'invalid_json'],
    ['a constructor with a prototype', '{"number":"7","constructor":{"prototype":{"a":1}}}', 'invalid_json'],
    ['10,000 arrays in each other', `{"number":"7","a":${'['.repeat(10_000)}`, 'body_too_large|invalid_json'],
    ['7,000 closed arrays in each other', `{"a":${'['.repeat(7_000)}${']'.repeat(7_000)}}`, 'invalid_json'],
    ['2,000 objects in each other', `${'{"a":'.repeat(2_000)}1${'}'.repeat(2_000)}`, 'invalid_json'],
    ['bytes that are no UTF-8', Buffer.from('7b226e756d626572223a2237c3282237227d', 'hex'), 'invalid_json'],
    ['half a surrogate in UTF-8', Buffer.from('{"number":"\u00ed\u00a0\u0080"}', 'latin1'), 'invalid_json'],
    ['a null byte in the number', '{"number":"7\\u0000"}', 'invalid_number'],
    ['a null byte outside a string', '{"number":"7"\0}', 'invalid_json'],
    ['a number of a million digits', JSON.stringify({ number: '7'.repeat(1_000_000) }), 'body_too_large'],
    ['a number of 15,000 digits', JSON.stringify({ number: '7'.repeat(15_000) }), 'invalid_number'],
    ['a JSON number of 15,000 digits', `{"number":${'7'.repeat(15_000)}}`, 'invalid_number'],
    ['an exponent that is a huge number', '{"number":1e1000000}', 'invalid_number'],
    [
      'a line break and a header in the address',
      '{"number":"7","email":"a@example.com\\r\\nBcc: b@example.com"}',
      'invalid_request',
    ],
    ['a line feed in the address', '{"number":"7","email":"a@example.com\\nX: y"}', 'invalid_request'],
    ['two addresses', '{"number":"7","email":"a@example.com, b@example.com"}', 'invalid_request'],
    ['a name before the address', '{"number":"7","email":"A <a@example.com>"}', 'invalid_request'],
    ['a null byte in the address', '{"number":"7","email":"a@example.com\\u0000"}', 'invalid_request'],
    [
      'an address of 10,000 characters',
      JSON.stringify({ number: '7', email: `${'a'.repeat(10_000)}@example.com` }),
      'invalid_request',
    ],
  ])('%s', async (_what, body, codes) => {
    const before = await rows();
    const response = await post('/prime-check', body);
    const problem = (await response.clone().json()) as { code: string };
    expect(problem.code).toMatch(new RegExp(`^(${codes})$`));
    await expectProblem(response, problem.code === 'body_too_large' ? 413 : 400, problem.code);
    expect(await rows()).toBe(before);
  });

  it.each([
    ['a line break and a header in the name', { name: 'A\r\nBcc: b@example.com', email: 'a@example.com' }],
    ['a line separator in the name', { name: 'A\u2028B', email: 'a@example.com' }],
    ['a mark that turns the reading direction', { name: 'A\u202eB', email: 'a@example.com' }],
    ['a null byte in the name', { name: 'A\0', email: 'a@example.com' }],
    ['a line break in a user’s address', { name: 'A', email: 'a@example.com\r\nBcc: b@example.com' }],
    ['a name that is an object', { name: { toString: 'A' }, email: 'a@example.com' }],
  ])('%s', async (_what, body) => {
    const before = await rows();
    await expectProblem(await post('/users', JSON.stringify(body)), 400, 'invalid_request');
    expect(await rows()).toBe(before);
  });
});

describe('a body whose type is not JSON', () => {
  it.each([
    'text/plain',
    'application/xml',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/json/x',
    'text/json',
  ])('%s is refused', async (type) => {
    const response = await post('/prime-check', '{"number":"7"}', { 'content-type': type });
    await expectProblem(response, 415, 'unsupported_media_type');
  });
});

it('no header comes of a value that a client sent', async () => {
  const response = await post('/prime-check', '{"number":"7"}', { 'idempotency-key': 'k%0d%0aX-Injected:1' });
  expect(response.status).toBe(202);
  expect([...response.headers.keys()]).not.toContain('x-injected');
  const wrong = await fetch(`${server.app.url}/prime-check/%0d%0aX-Injected:%201`);
  expect(wrong.status).toBe(404);
  expect([...wrong.headers.keys()]).not.toContain('x-injected');
});

it.each([
  ['10,000 levels of JSON', () => `{"number":"7","a":${'['.repeat(10_000)}`],
  ['a number of a million digits', () => JSON.stringify({ number: '7'.repeat(1_000_000) })],
  ['16 kB of escapes', () => `{"number":"${'\\u0037'.repeat(2_600)}"}`],
  [
    'an address that takes a bad pattern long',
    () => JSON.stringify({ number: '7', email: `${'a.'.repeat(4_000)}@${'b.'.repeat(3_000)}` }),
  ],
])('50 times %s hold nothing up, and nothing of it stays', async (name, body) => {
  await underWatch(server.app, `50 times ${name}`, async () => {
    const answers = await Promise.all(Array.from({ length: 50 }, () => post('/prime-check', body())));
    for (const { status } of answers) expect([400, 413]).toContain(status);
    await Promise.all(answers.map((answer) => answer.text()));
  });
});
