import type { RowDataPacket } from '@ballast/database';
import { createLogger } from '@ballast/telemetry';
import { createTestDatabase, type TestDatabase } from '@ballast/testkit';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { RefusedSignIns } from '../src/identity/refused-sign-ins.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database?.drop());

it('a flood of unknown keys makes few entries, from however many addresses, and the next one counts the rest', async () => {
  let now = new Date('2030-01-01T00:00:00Z').getTime();
  const refused = new RefusedSignIns({
    db: database.db,
    logger: createLogger({ service: 'test', level: 'silent' }),
    clock: { now: () => new Date(now) },
  });
  const entries = async () => {
    const [rows] = await database.db.pool.query<RowDataPacket[]>('SELECT actor, details FROM audit_log ORDER BY seq');
    return rows.map(({ actor, details }) => [actor, JSON.parse(String(details))]);
  };
  for (let i = 0; i < 5; i += 1) await refused.note('203.0.113.9');
  expect(await entries()).toEqual([['ip:203.0.113.9', {}]]);

  for (let i = 0; i < 1_000; i += 1) await refused.note(`2001:db8:0:${i.toString(16)}::/64`);
  expect(await entries()).toHaveLength(30);

  now += 60_000;
  await refused.note('203.0.113.9');
  const last = (await entries()).at(-1);
  // All but the one that said so themselves were counted in the entries after them.
  const counted = (await entries()).reduce((sum, [, details]) => sum + (details.not_told ?? 0), 0);
  expect(last?.[0]).toBe('ip:203.0.113.9');
  expect(counted + (await entries()).length).toBe(1_006);
});
