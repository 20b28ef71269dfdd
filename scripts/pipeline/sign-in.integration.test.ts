import type { PrimeCheckList, SignedIn } from '@ballast/contracts';
import { until } from '@ballast/testkit';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { count, type Pipeline, startPipeline } from './start-pipeline.ts';

const ADDRESS = 'Ann.Lee@reader.example';

let pipeline: Pipeline;
beforeAll(async () => {
  pipeline = await startPipeline();
});
afterAll(() => pipeline?.close());

const ask = (method: 'GET' | 'POST', path: string, { cookie, body }: { cookie?: string; body?: unknown } = {}) =>
  fetch(`${pipeline.apps['web-server'].url}${path}`, {
    method,
    headers: {
      ...(cookie !== undefined && { cookie }),
      ...(body !== undefined && { 'content-type': 'application/json' }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
const listIds = async (cookie?: string) => {
  const response = await ask('GET', '/prime-check?limit=100', cookie === undefined ? {} : { cookie });
  return ((await response.json()) as PrimeCheckList).items.map(({ id }) => id);
};
const linksIn = (text: string) =>
  [...text.matchAll(/\/users\/login\/([\w-]{43})(?![\w-])/gu)].map(([, token]) => token);

it('who asks for a link gets it by mail, signs in by it once, sees the own checks, and signs out', async () => {
  expect((await ask('POST', '/users', { body: { name: 'Ann Lee', email: ADDRESS } })).status).toBe(201);
  expect((await ask('POST', '/users/login', { body: { email: ADDRESS.toLowerCase() } })).status).toBe(202);
  const mail = await until(() => pipeline.sink.mails.find(({ text }) => linksIn(text).length > 0), {
    timeoutMs: 40_000,
    what: 'the mail with the link has come',
  });
  expect(mail.to).toEqual([ADDRESS]);
  const tokens = new Set([...linksIn(mail.text), ...linksIn(mail.html)]);
  expect(tokens.size).toBe(1);
  const [token = ''] = tokens;
  // What is stored signs nobody in.
  expect(await count(pipeline, 'login_tokens WHERE token_hash IS NOT NULL AND token_hash <> ?', token)).toBe(1);

  // A mail scanner opens the link before its reader does.
  await ask('GET', `/users/login/${token}`);
  const signedIn = await ask('POST', `/users/login/${token}`);
  expect(signedIn.status).toBe(200);
  const { user } = (await signedIn.json()) as SignedIn;
  expect(user).toMatchObject({ name: 'Ann Lee', email: ADDRESS });
  const cookie = signedIn.headers.getSetCookie()[0]?.split(';')[0] ?? '';
  expect(cookie).toMatch(/^__Host-ballast-session=[\w-]{43}$/u);
  expect((await ask('POST', `/users/login/${token}`)).status).toBe(404);

  expect(await (await ask('GET', '/api/session', { cookie })).json()).toMatchObject({ user: { id: user.id } });
  const own = (await (await ask('POST', '/prime-check', { cookie, body: { number: '97' } })).json()) as { id: string };
  const open = await pipeline.submit({ number: '91' });
  await until(async () => (await pipeline.completed([own.id])) === 1, {
    timeoutMs: 40_000,
    what: 'its verdict is there',
  });
  expect(await listIds(cookie)).toEqual([own.id]);
  expect(await listIds()).toEqual([open]);

  expect((await ask('POST', '/users/logout', { cookie })).status).toBe(204);
  expect(await (await ask('GET', '/api/session', { cookie })).json()).toEqual({});
  expect(await count(pipeline, 'sessions')).toBe(0);
  // One welcome, one link: neither came twice, and nothing died on the way.
  await until(async () => (await count(pipeline, "email_deliveries WHERE status = 'sent'")) === 2);
  expect(pipeline.sink.mails.map(({ to }) => to)).toEqual([[ADDRESS], [ADDRESS]]);
  expect(await count(pipeline, 'dead_letter_messages')).toBe(0);
});
