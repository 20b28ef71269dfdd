import { type KeyRotation, KeyRotationSchema } from '@ballast/contracts/operators';
import type { RowDataPacket } from '@ballast/database';
import { Keyring, REQUEST_EMAIL } from '@ballast/encryption';
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
  server = await startOperatorServer({ ENCRYPTION_KEY: `${TEST_ENCRYPTION_KEY},${OLD_KEY}` });
});
afterAll(() => server?.close());

const rotate = (body: unknown, as: 'admin' | 'operator' | null = 'admin') =>
  ask(`${server.app.url}/api/keys/rotate`, { method: 'POST', body, as });
const read = async (sql: string, ...values: unknown[]) => {
  const [rows] = await server.database.db.pool.query<RowDataPacket[]>(sql, values);
  return rows;
};
const audited = () =>
  read("SELECT actor, outcome, reason, target_id FROM audit_log WHERE act = 'keys.rotate' ORDER BY seq");

async function rotateAll(more: Record<string, unknown> = {}): Promise<KeyRotation[]> {
  const batches: KeyRotation[] = [];
  for (let cursor: string | null | undefined; cursor !== null; cursor = batches.at(-1)?.next_cursor) {
    const response = await rotate({ ...more, limit: 2, ...(cursor === undefined ? {} : { cursor }) });
    batches.push(KeyRotationSchema.parse(await response.json()));
  }
  return batches;
}

describe('POST /api/keys/rotate', () => {
  it('seals everything under the current key, batch by batch, and audits the first and the last', async () => {
    const ids = Array.from({ length: 5 }, () => uuidv7());
    for (const id of ids) {
      await read(
        "INSERT INTO prime_checks (id, number, email_sealed) VALUES (?, '7', ?)",
        id,
        old.seal('a@b.example', REQUEST_EMAIL(id)),
      );
    }
    const looked = await rotateAll({ dry_run: true });
    expect(looked.reduce((sum, { resealed }) => sum + resealed, 0)).toBe(5);
    expect(await audited()).toEqual([]);

    const batches = await rotateAll({ reason: 'the old key was seen' });
    expect(batches.reduce((sum, { resealed }) => sum + resealed, 0)).toBe(5);
    expect(new Set(batches.map((one) => one.current_key))).toEqual(new Set([current.currentKeyId]));
    expect(batches.every((one) => one.scanned <= 2)).toBe(true);
    for (const row of await read('SELECT id, email_sealed FROM prime_checks WHERE id IN (?)', ids)) {
      expect(current.open(row.email_sealed, REQUEST_EMAIL(row.id))).toBe('a@b.example');
    }
    expect(await audited()).toEqual([
      { actor: 'the-admin', outcome: 'requested', reason: 'the old key was seen', target_id: current.currentKeyId },
      { actor: 'the-admin', outcome: 'done', reason: null, target_id: current.currentKeyId },
    ]);
  });

  it('is for administrators, and refuses what it cannot read', async () => {
    await expectProblem(await rotate({}, null), 401, 'unauthorized');
    await expectProblem(await rotate({}, 'operator'), 403, 'forbidden');
    await expectProblem(await rotate({ cursor: 'sessions:' }), 400, 'invalid_request');
    await expectProblem(await rotate({ limit: 0 }), 400, 'invalid_request');
  });
});

it('a request that is taken leaves no readable address in any table, and the same body is known again under either key', async () => {
  const address = 'Secret.Reader@reader.example';
  const post = (body: unknown) =>
    fetch(`${server.app.url}/prime-check`, {
      method: 'POST',
      body: JSON.stringify(body),
      headers: { 'content-type': 'application/json', 'idempotency-key': 'once' },
    });
  const first = await post({ number: '11', email: address });
  expect(first.status).toBe(202);
  const { id } = (await first.json()) as { id: string };
  const [row] = await read('SELECT * FROM prime_checks WHERE id = ?', id);
  expect(row?.email).toBeNull();
  expect(current.open(row?.email_sealed, REQUEST_EMAIL(id))).toBe(address);
  for (const table of ['prime_checks', 'outbox', 'idempotency_keys']) {
    const text = JSON.stringify(await read(`SELECT * FROM ${table}`), (_key, value) =>
      value?.type === 'Buffer' ? Buffer.from(value.data).toString('latin1') : value,
    );
    expect(text.toLowerCase()).not.toContain('secret.reader');
  }

  const text = JSON.stringify(['11', address]);
  const [stored] = await read("SELECT body_hash FROM idempotency_keys WHERE idem_key = 'once'");
  expect(stored?.body_hash).toBe(current.fingerprints('idempotency', text)[0]);
  await read(
    "UPDATE idempotency_keys SET body_hash = ? WHERE idem_key = 'once'",
    old.fingerprints('idempotency', text)[0],
  );
  const again = await post({ number: '11', email: address });
  expect(again.headers.get('idempotency-replayed')).toBe('true');
  await expectProblem(await post({ number: '11', email: 'other@reader.example' }), 422, 'idempotency_key_reused');
});
