import { Keyring, USER_EMAIL } from '@ballast/encryption';
import { TEST_ENCRYPTION_KEY, until } from '@ballast/testkit';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { send, signUp } from './account-requests.ts';
import { expectProblem } from './admin-requests.ts';
import { type KeyedServer, startKeyedServer } from './keyed-server.ts';

const lost = new Keyring(['a key that this server has not']);
const ADDRESS = 'ann@else.example';

let server: KeyedServer;
beforeAll(async () => {
  server = await startKeyedServer();
});
afterAll(() => server?.close());

/** Another process on the database, in which somebody has an account under the key that is lost. */
async function startWithLostAccount(env: Record<string, string> = {}) {
  const id = uuidv7();
  const { pool } = server.database.db;
  await pool.query('DELETE FROM user_emails WHERE email_index IN (?)', [lost.addressIndexes(ADDRESS)]);
  await pool.query("INSERT INTO users (id, name, email_sealed) VALUES (?, 'Ann', ?)", [
    id,
    lost.seal(ADDRESS, USER_EMAIL(id)),
  ]);
  await pool.query('INSERT INTO user_emails (email_index, user_id) VALUES ?', [
    lost.addressIndexes(ADDRESS).map((index) => [index, id]),
  ]);
  return await server.restartWith(env);
}

const encryptionOf = async (url: string) => {
  const health = (await (await fetch(`${url}/health`)).json()) as {
    checks: { encryption: { status: string; error?: string } };
  };
  return health.checks.encryption;
};

it('without a key that accounts are sealed by nobody signs up or asks for a link, and /health and the log say which one', async () => {
  const known = await signUp(server);
  const app = await startWithLostAccount();
  const asks = [
    await send(`${app.url}/users`, { body: { name: 'Ann', email: ADDRESS } }),
    await send(`${app.url}/users/login`, { body: { email: ADDRESS } }),
    // The same for all: the answer tells nobody whose address is known.
    await send(`${app.url}/users/login`, { body: { email: known.email } }),
  ];
  for (const response of asks) await expectProblem(response, 503, 'unavailable');
  const { status, error } = await encryptionOf(app.url);
  expect(status).toBe('degraded');
  expect(error).toContain(`key ${lost.currentKeyId} is not in ENCRYPTION_KEY: put it back`);
  expect(error).toContain('ENCRYPTION_KEYS_LOST');
  const line = await until(() => app.logs.find((one) => one.includes('is not in ENCRYPTION_KEY')));
  expect(JSON.parse(line)).toMatchObject({ keyIds: [lost.currentKeyId] });
  // Ready all the same: numbers are taken, results are read.
  expect((await send(`${app.url}/prime-check`, { body: { number: '7' } })).status).toBe(202);
});

it('a key that is given up as lost is waited for no more: its accounts count as not there', async () => {
  const app = await startWithLostAccount({ ENCRYPTION_KEYS_LOST: lost.currentKeyId });
  expect(await encryptionOf(app.url)).toMatchObject({ status: 'ok' });
  const response = await send(`${app.url}/users`, { body: { name: 'Ann', email: ADDRESS } });
  expect(response.status).toBe(201);
  expect((await send(`${app.url}/users/login`, { body: { email: ADDRESS } })).status).toBe(202);
});

it('a key that is here is not lost: the process ends at its start and says so', async () => {
  const { currentKeyId } = new Keyring([TEST_ENCRYPTION_KEY]);
  await expect(server.restartWith({ ENCRYPTION_KEYS_LOST: currentKeyId })).rejects.toThrow(
    `ENCRYPTION_KEYS_LOST names key ${currentKeyId}, which is in ENCRYPTION_KEY`,
  );
});
