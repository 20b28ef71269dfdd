import { randomBytes } from 'node:crypto';
import type { RowDataPacket } from '@ballast/database';
import { Keyring, REQUEST_EMAIL, SUPPRESSED_ADDRESS, USER_EMAIL } from '@ballast/encryption';
import { TEST_ENCRYPTION_KEY } from '@ballast/testkit';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ask, expectProblem } from './admin-requests.ts';
import { type OperatorServer, startOperatorServer } from './operator-server.ts';

const OLD_KEY = 'the key before the current one';
const old = new Keyring([OLD_KEY]);
const current = new Keyring([TEST_ENCRYPTION_KEY]);

let server: OperatorServer;
beforeAll(async () => {
  server = await startOperatorServer({ ENCRYPTION_KEY: `${TEST_ENCRYPTION_KEY},${OLD_KEY}`, LOG_LEVEL: 'trace' });
});
afterAll(() => server?.close());

const query = (sql: string, values: unknown[] = []) => server.database.db.pool.query<RowDataPacket[]>(sql, values);

/** A mail of each kind that was sent; returns the token of its stop link. */
async function addMail(kind: string, address: string, keyring = current): Promise<string> {
  const [id, aggregateId, userId] = [uuidv7(), uuidv7(), uuidv7()];
  const token = randomBytes(16).toString('hex');
  if (kind === 'prime_check_result') {
    const sealed = keyring.seal(address, REQUEST_EMAIL(aggregateId));
    await query("INSERT INTO prime_checks (id, number, email_sealed) VALUES (?, '7', ?)", [aggregateId, sealed]);
  } else {
    const owner = kind === 'welcome' ? aggregateId : userId;
    const sealed = keyring.seal(address, USER_EMAIL(owner));
    await query("INSERT INTO users (id, name, email_sealed) VALUES (?, 'Ann', ?)", [owner, sealed]);
    if (kind === 'sign_in_link') {
      await query('INSERT INTO login_tokens (id, user_id, expires_at) VALUES (?, ?, NOW(3))', [aggregateId, userId]);
    }
  }
  await query(
    "INSERT INTO email_deliveries (id, kind, aggregate_id, stop_token, status, sent_at) VALUES (?, ?, ?, ?, 'sent', NOW(3))",
    [id, kind, aggregateId, token],
  );
  return token;
}

const look = (token: string) => ask(`${server.app.url}/api/mail-stops/${token}`, { as: null });
const allow = (token: string) => ask(`${server.app.url}/api/mail-stops/${token}`, { as: null, method: 'DELETE' });
const stop = (token: string, init: RequestInit = {}) =>
  fetch(`${server.app.url}/mail/stop/${token}`, { method: 'POST', ...init });
const suppressed = async (address: string) => {
  const [rows] = await query('SELECT reason FROM mail_suppressions WHERE address_index IN (?)', [
    [...current.addressIndexes(address), ...old.addressIndexes(address)],
  ]);
  return rows.map(({ reason }) => reason as string);
};

describe('a stop link', () => {
  it.each(['prime_check_result', 'welcome', 'sign_in_link'])(
    'of a %s says whose mail it is, masked, stops it, and allows it again; each of them twice',
    async (kind) => {
      const address = `Ann-${kind}@reader.example`;
      const token = await addMail(kind, address);
      const answer = { recipient: 'A•••@reader.example', is_stopped: false, can_allow: true };
      const first = await look(token);
      expect(first.headers.get('cache-control')).toBe('no-store');
      expect(await first.json()).toEqual(answer);
      for (let time = 0; time < 2; time += 1) {
        expect(await (await stop(token)).json()).toEqual({ ...answer, is_stopped: true });
        expect(await suppressed(address)).toEqual(['unsubscribed']);
      }
      expect(await (await look(token)).json()).toEqual({ ...answer, is_stopped: true });
      for (let time = 0; time < 2; time += 1) {
        expect(await (await allow(token)).json()).toEqual(answer);
        expect(await suppressed(address)).toEqual([]);
      }
    },
  );

  it.each([
    [
      'a form',
      { body: 'List-Unsubscribe=One-Click', headers: { 'content-type': 'application/x-www-form-urlencoded' } },
    ],
    ['a multipart form', { body: formData() }],
    ['JSON', { body: '{}', headers: { 'content-type': 'application/json' } }],
    ['nothing', {}],
  ])('is followed by one click: %s', async (what, init) => {
    const address = `${what.replaceAll(' ', '-')}@reader.example`;
    const response = await stop(await addMail('welcome', address), init);
    expect(response.status).toBe(200);
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(await suppressed(address)).toEqual(['unsubscribed']);
  });

  it('stops nothing when it is only opened, as mail scanners do, and its page is never kept', async () => {
    const token = await addMail('welcome', 'scanned@reader.example');
    const page = await fetch(`${server.app.url}/mail/stop/${token}`);
    expect(page.headers.get('cache-control')).toBe('no-store');
    await fetch(`${server.app.url}/mail/stop/${token}`, { method: 'HEAD' });
    expect(await suppressed('scanned@reader.example')).toEqual([]);
  });

  it('stops an address once, however many post it at once', async () => {
    const tokens = await Promise.all(
      Array.from({ length: 10 }, () => addMail('prime_check_result', 'many@reader.example')),
    );
    const answers = await Promise.all(tokens.map((token) => stop(token)));
    expect(answers.map(({ status }) => status)).toEqual(tokens.map(() => 200));
    expect(await suppressed('many@reader.example')).toEqual(['unsubscribed']);
  });

  it('finds and ends a stop from under the key before', async () => {
    const address = 'before@reader.example';
    const [index = ''] = old.addressIndexes(address);
    await query('INSERT INTO mail_suppressions (address_index, address_sealed, reason) VALUES (?)', [
      [index, old.seal(address, SUPPRESSED_ADDRESS(index)), 'unsubscribed'],
    ]);
    const token = await addMail('welcome', address, old);
    expect(await (await look(token)).json()).toMatchObject({ is_stopped: true });
    await stop(token);
    expect(await suppressed(address)).toHaveLength(1);
    expect(await (await allow(token)).json()).toMatchObject({ is_stopped: false });
    expect(await suppressed(address)).toEqual([]);
  });

  it('stops mail to the address under every tag, and any of their links allows it again', async () => {
    const [one, other] = [
      await addMail('welcome', 'tag+1@reader.example'),
      await addMail('welcome', 'Tag+2@reader.example'),
    ];
    const bystander = await addMail('welcome', 'tagged@reader.example');
    await stop(one);
    expect(await (await look(other)).json()).toMatchObject({ is_stopped: true });
    expect(await suppressed('tag@reader.example')).toEqual(['unsubscribed']);
    expect(await (await look(bystander)).json()).toMatchObject({ is_stopped: false });
    expect(await (await allow(other)).json()).toMatchObject({ is_stopped: false });
    expect(await (await look(one)).json()).toMatchObject({ is_stopped: false });
  });

  it.each(['manual', 'bounce', 'complaint'])('does not lift what was stopped otherwise (%s)', async (reason) => {
    const address = `${reason}@reader.example`;
    const [index = ''] = current.addressIndexes(address);
    await query('INSERT INTO mail_suppressions (address_index, address_sealed, reason) VALUES (?)', [
      [index, current.seal(address, SUPPRESSED_ADDRESS(index)), reason],
    ]);
    const token = await addMail('welcome', address);
    await stop(token);
    expect(await (await allow(token)).json()).toMatchObject({ is_stopped: true });
    expect(await suppressed(address)).toEqual([reason]);
  });

  it('of a mail that is older than 180 days still stops, and allows nothing again; a newer one of the same mailbox does', async () => {
    const address = 'archive@reader.example';
    const [aged, recent] = [await addMail('welcome', address), await addMail('prime_check_result', address)];
    const setAge = (token: string, hours: number) =>
      query('UPDATE email_deliveries SET sent_at = NOW(3) - INTERVAL ? HOUR WHERE stop_token = ?', [hours, token]);
    await setAge(aged, 180 * 24 + 1);
    await setAge(recent, 180 * 24 - 1);
    // There is nothing to allow yet, and nothing to refuse.
    expect(await (await allow(aged)).json()).toMatchObject({ is_stopped: false, can_allow: false });
    expect(await (await stop(aged)).json()).toMatchObject({ is_stopped: true, can_allow: false });
    await expectProblem(await allow(aged), 403, 'forbidden');
    expect(await suppressed(address)).toEqual(['unsubscribed']);
    expect(await (await look(recent)).json()).toMatchObject({ is_stopped: true, can_allow: true });
    expect(await (await allow(recent)).json()).toMatchObject({ is_stopped: false });
    expect(await suppressed(address)).toEqual([]);
  });

  it.each(['0'.repeat(32), 'F'.repeat(32), 'x', '%00', `${'0'.repeat(32)}'--`, '..%2f..%2fhealth'])(
    'that no mail has is not found: %s',
    async (token) => {
      for (const response of [await look(token), await stop(token), await allow(token)]) {
        await expectProblem(response, 404, 'not_found');
      }
    },
  );

  it('whose key is not known here is told as unavailable, and its address nowhere', async () => {
    const token = await addMail('welcome', 'lost@reader.example', new Keyring(['a key that is lost']));
    await expectProblem(await look(token), 503, 'unavailable');
    await expectProblem(await stop(token), 503, 'unavailable');
  });

  it('is in no line of the log, nor is the address', async () => {
    const token = await addMail('welcome', 'secret@reader.example');
    await stop(token);
    await stop(token, { body: '{', headers: { 'content-type': 'application/json' } });
    await stop(token, { body: 'x'.repeat(100_000), headers: { 'content-type': 'application/x-www-form-urlencoded' } });
    await allow(token);
    expect(server.app.logs.filter((line) => line.includes(token) || line.includes('reader.example'))).toEqual([]);
  });
});

it('no other route reads a form', async () => {
  const response = await fetch(`${server.app.url}/prime-check`, {
    method: 'POST',
    body: 'number=7',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
  });
  await expectProblem(response, 415, 'unsupported_media_type');
});

function formData(): FormData {
  const form = new FormData();
  form.set('List-Unsubscribe', 'One-Click');
  return form;
}
