import { type Database, openDatabase } from '@ballast/database';
import { createLogger, createMetrics } from '@ballast/telemetry';
import { createTestDatabase, type TestDatabase, until } from '@ballast/testkit';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type DeadRequest, deadMail, deadRequests, looseLetter } from '../../test/dead-requests.ts';
import { emptyTables, rows } from '../../test/rows.ts';
import { RedriveRunner } from '../redrive/redrive-runner.ts';
import { editLetter } from './edit-letter.ts';

let database: TestDatabase;
let web: Database;

beforeAll(async () => {
  database = await createTestDatabase();
  web = await openDatabase(await database.account('web-server'));
});
afterAll(async () => {
  await web.close();
  await database.drop();
});
beforeEach(() => emptyTables(database.db));

const BY = { actor: 'alice', reason: 'a digit was missing' };

async function deadRequest(options: Parameters<typeof deadRequests>[2] = {}): Promise<DeadRequest> {
  const [letter] = await deadRequests(database.db, 1, { number: () => '1000003', ...options });
  if (letter === undefined) throw new Error('no letter');
  return letter;
}

function message(id: string, payload: unknown, rest: Record<string, unknown> = {}) {
  return { id, type: 'prime_check.requested', version: 1, payload, created_at: '2026-01-01T00:00:00.000Z', ...rest };
}

async function letterRow(id: number) {
  const [row] = await rows(
    database.db,
    'SELECT status, CAST(payload AS CHAR) AS payload, edited_payload, edited_by, edited_at IS NOT NULL AS is_edited FROM dead_letter_messages WHERE id = ?',
    [id],
  );
  return row;
}

test('edited and redriven, a message goes out as it was edited; the original, the diff and the new number are kept', async () => {
  const { letterId, requestId } = await deadRequest({ errorType: 'poison' });
  const before = await letterRow(letterId);
  const answer = await editLetter(web, {
    letter: String(letterId),
    payload: { ...message(requestId, { number: '1000033' }), created_at: JSON.parse(before?.payload).created_at },
    redrive: true,
    ...BY,
  });
  expect(answer).toMatchObject({
    id: String(letterId),
    diff: [{ op: 'replace', path: '/payload/number', before: '1000003', after: '1000033' }],
    job_id: expect.any(String),
  });
  const runner = new RedriveRunner({
    db: database.db,
    owner: 'manager',
    notify: () => undefined,
    metrics: createMetrics('manager'),
    logger: createLogger({ service: 'manager', level: 'silent' }),
  });
  const [sent] = await until(async () => {
    await runner.runOnce();
    const found = await rows(database.db, 'SELECT event_id, payload FROM outbox');
    return found.length > 0 && found;
  });
  expect(sent?.event_id).toBe(`${requestId}:r1:e2`);
  expect(JSON.parse(sent?.payload).payload).toEqual({ number: '1000033' });
  expect(await rows(database.db, 'SELECT number, status FROM prime_checks')).toEqual([
    { number: '1000033', status: 'processing' },
  ]);
  expect(await letterRow(letterId)).toMatchObject({
    status: 'reprocessing',
    payload: before?.payload,
    edited_by: 'alice',
    is_edited: 1,
  });
  const audit = await rows(
    database.db,
    "SELECT actor, reason, details FROM audit_log WHERE act = 'letter.edit' AND target_id = ?",
    [String(letterId)],
  );
  expect(audit).toMatchObject([{ actor: 'alice', reason: 'a digit was missing' }]);
  expect(JSON.parse(audit[0]?.details)).toMatchObject({
    diff: answer.diff,
    job_id: answer.job_id,
    message_id: requestId,
  });
});

test('a dry run shows the differences and changes nothing; an edit back to the original takes the edit away', async () => {
  const { letterId, requestId } = await deadRequest();
  const original = JSON.parse((await letterRow(letterId))?.payload);
  const edited = { ...original, payload: { number: '7' } };
  const shown = await editLetter(web, {
    letter: requestId,
    payload: JSON.stringify(edited),
    dryRun: true,
    redrive: true,
    ...BY,
  });
  expect(shown).toMatchObject({ diff: [{ path: '/payload/number' }], job_id: null });
  expect(await letterRow(letterId)).toMatchObject({ edited_payload: null, is_edited: 0 });

  await editLetter(web, { letter: requestId, payload: edited, ...BY });
  expect(await letterRow(letterId)).toMatchObject({ edited_by: 'alice', is_edited: 1 });
  expect(await editLetter(web, { letter: requestId, payload: original, ...BY })).toMatchObject({ diff: [] });
  expect(await letterRow(letterId)).toMatchObject({ edited_payload: null, edited_by: null, is_edited: 0 });
});

test('what its worker would not take is refused with the field', async () => {
  const { letterId, requestId } = await deadRequest();
  const edit = (payload: unknown) => editLetter(web, { letter: String(letterId), payload, ...BY });
  const invalid = (field: string) => ({ code: 'invalid_edit', field });
  await expect(edit('{"id":')).rejects.toMatchObject(invalid(''));
  await expect(edit(undefined)).rejects.toMatchObject(invalid(''));
  await expect(edit(message('another', { number: '7' }))).rejects.toMatchObject(invalid('/id'));
  await expect(edit(message(requestId, { number: '7' }, { created_at: 'yesterday' }))).rejects.toMatchObject(
    invalid('/created_at'),
  );
  await expect(edit(message(requestId, { number: '7' }, { type: 'email.send_requested' }))).rejects.toMatchObject(
    invalid('/type'),
  );
  await expect(edit(message(requestId, { number: '7' }, { version: 2 }))).rejects.toMatchObject(invalid('/version'));
  await expect(edit(message(requestId, { number: '-7' }))).rejects.toMatchObject(invalid('/payload/number'));
  await expect(edit(message(requestId, { number: '1'.repeat(1_001) }))).rejects.toMatchObject(
    invalid('/payload/number'),
  );
  await expect(edit(message(requestId, {}))).rejects.toMatchObject(invalid('/payload/number'));
  await expect(edit(message(requestId, { number: '7' }, { padding: 'x'.repeat(1_048_576) }))).rejects.toMatchObject(
    invalid(''),
  );
  expect(await letterRow(letterId)).toMatchObject({ edited_payload: null });
});

test('a mail’s message keeps the kind of its delivery', async () => {
  const { letterId, requestId } = await deadMail(database.db);
  const mail = (kind: string) => message(requestId, { kind }, { type: 'email.send_requested' });
  await expect(editLetter(web, { letter: String(letterId), payload: mail('welcome'), ...BY })).rejects.toMatchObject({
    code: 'invalid_edit',
    field: '/payload/kind',
  });
  await expect(
    editLetter(web, { letter: String(letterId), payload: mail('prime_check_result'), ...BY }),
  ).resolves.toBeDefined();
});

test('bytes that nobody could read are repaired; other producers’ messages need only be JSON', async () => {
  const unread = await looseLetter(database.db, {
    subject: 'orders',
    bytes: Buffer.from([0xff, 0x00]),
    errorType: 'poison',
  });
  const garbled = await looseLetter(database.db, {
    subject: 'orders',
    bytes: Buffer.from('{"order":'),
    errorType: 'poison',
  });
  const first = await editLetter(web, { letter: String(unread), payload: { order: 7 }, redrive: true, ...BY });
  expect(first).toMatchObject({
    diff: [{ op: 'replace', path: '', before: 'base64:/wA=', after: { order: 7 } }],
    job_id: expect.any(String),
  });
  const second = await editLetter(web, { letter: String(garbled), payload: '{"order":9007199254740993}', ...BY });
  expect(second.diff).toMatchObject([{ op: 'replace', before: '{"order":' }]);
  expect((await letterRow(garbled))?.edited_payload).toBe('{"order":9007199254740993}');
});

test('only a pending letter can be edited, and a redrive that would be refused undoes the edit', async () => {
  const { letterId, requestId } = await deadRequest();
  await database.db.pool.query(
    "UPDATE prime_checks SET status = 'completed', is_prime = 1, certainty = 'proven', completed_at = NOW(3)",
  );
  const payload = message(requestId, { number: '7' });
  await expect(editLetter(web, { letter: String(letterId), payload, redrive: true, ...BY })).rejects.toMatchObject({
    code: 'conflict',
  });
  expect(await letterRow(letterId)).toMatchObject({ edited_payload: null });
  await database.db.pool.query("UPDATE dead_letter_messages SET status = 'resolved', resolution = 'succeeded'");
  await expect(editLetter(web, { letter: String(letterId), payload, ...BY })).rejects.toMatchObject({
    code: 'conflict',
  });
  await expect(editLetter(web, { letter: '999999', payload, ...BY })).rejects.toMatchObject({ code: 'not_found' });
});
