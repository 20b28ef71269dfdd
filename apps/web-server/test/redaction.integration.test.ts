import { afterAll, beforeAll, expect, it } from 'vitest';
import { type OperatorServer, startOperatorServer } from './operator-server.ts';

const SECRET = 'LEAKpX9v0fT3yqk2mB7aWc5dJ1hLrZ8eNuQsGi4oKxV';
/** As the tokens of a mail's stop link look. */
const HEX_SECRET = '1ea4'.repeat(8);
/** Parts of the secrets, in case a line cuts them; long enough for no random id or trace to hold one by chance. */
const LEAKS = /LEAKpX|reader\.example|1ea41ea41ea4/iu;

let server: OperatorServer;
beforeAll(async () => {
  server = await startOperatorServer({ LOG_LEVEL: 'trace' });
});
afterAll(() => server?.close());

it('no line of the real process holds an address, a token of a link, a cookie or a key, whatever is asked and fails', async () => {
  const { app, proxy } = server;
  const json = { 'content-type': 'application/json' };
  const headers = { authorization: `Bearer ${SECRET}`, cookie: `__Host-ballast-session=${SECRET}; other=${SECRET}` };
  const email = `${SECRET}@reader.example`;
  const ask = (path: string, init: RequestInit = {}) => fetch(`${app.url}${path}`, init).catch(() => undefined);
  const everything = async () => {
    await ask('/prime-check', { method: 'POST', headers: json, body: JSON.stringify({ number: '7', email }) });
    await ask('/prime-check', { method: 'POST', headers: json, body: `{"number":"7","email":"${email}"` });
    await ask('/users', { method: 'POST', headers: json, body: JSON.stringify({ name: 'Ann', email }) });
    await ask('/users/login', { method: 'POST', headers: json, body: JSON.stringify({ email }) });
    await ask(`/users/get?email=${encodeURIComponent(email)}`);
    for (const method of ['GET', 'POST', 'DELETE', 'PUT']) {
      await ask(`/users/login/${SECRET}`, { method });
      await ask(`/mail/stop/${SECRET}`, { method });
      await ask(`/api/mail-stops/${SECRET}`, { method });
      await ask(`/mail/stop/${HEX_SECRET}`, { method });
    }
    for (const path of ['/prime-check', '/api/session', '/api/dlq/messages']) await ask(path, { headers });
    await ask(`/%ff${SECRET}@reader.example`);
  };
  await everything();
  proxy.down();
  await everything();
  proxy.up();
  await app.stop();
  expect(app.logs.length).toBeGreaterThan(5);
  expect(app.logs.join('\n')).toMatch(/the request failed/u);
  const leaks = app.logs.filter((line) => LEAKS.test(line));
  expect(leaks).toEqual([]);
}, 180_000);
