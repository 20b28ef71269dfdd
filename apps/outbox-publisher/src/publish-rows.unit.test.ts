import { MessagingError, type MessagingErrorCode } from '@ballast/messaging';
import type { OutboxRow } from '@ballast/outbox';
import { expect, test } from 'vitest';
import { publishRows } from './publish-rows.ts';

const LIMITS = { maxInFlight: 4, startUntilMs: Number.POSITIVE_INFINITY, timeoutMs: 1_000 };

function rows(count: number): OutboxRow[] {
  return Array.from({ length: count }, (_, index) => ({
    id: index,
    eventId: `id-${index}:r0:e1`,
    aggregateType: 'test',
    aggregateId: `id-${index}`,
    eventType: 'test',
    subject: 'primecheck',
    payload: `${index}`,
    headers: '{}',
    retryCount: 0,
    maxRetries: 3,
    createdAt: new Date(),
  }));
}
const receipt = { stream: 's', seq: 1, duplicate: false };
const failing = (code: MessagingErrorCode) => new MessagingError(code, code);

test('publishes run at the same time, never more than allowed, and each row has one', async () => {
  let underWay = 0;
  let most = 0;
  const published: string[] = [];
  const publish = async ({ messageId }: { messageId: string }) => {
    underWay += 1;
    most = Math.max(most, underWay);
    await new Promise((resolve) => setImmediate(resolve));
    underWay -= 1;
    published.push(messageId);
    return receipt;
  };
  const { stored } = await publishRows({ publish }, rows(50), LIMITS);
  expect(most).toBe(4);
  expect(stored).toHaveLength(50);
  expect(new Set(published).size).toBe(50);
});

test('messages of two subjects with one id are told apart by a stream that holds both; ours go by their event id', async () => {
  const [row] = rows(1);
  if (row === undefined) throw new Error('no row');
  const published: string[] = [];
  const publish = async ({ messageId }: { messageId: string }) => {
    published.push(messageId);
    return receipt;
  };
  const subjects = ['orders', 'bills', 'primecheck', 'emailsend'];
  await publishRows(
    { publish },
    subjects.map((subject) => ({ ...row, subject })),
    { ...LIMITS, maxInFlight: 1 },
  );
  const { eventId } = row;
  expect(published).toEqual([`orders:${eventId}`, `bills:${eventId}`, eventId, eventId]);
});

test.each(['unavailable', 'stream_full', 'no_stream', 'timeout', 'closed'] as const)(
  '%s stops the batch and is nobody’s fault',
  async (code) => {
    let calls = 0;
    const publish = async () => {
      calls += 1;
      throw failing(code);
    };
    const outcome = await publishRows({ publish }, rows(50), LIMITS);
    expect(outcome).toMatchObject({ stored: [], refused: [], halt: { reason: code } });
    expect(calls).toBe(4);
  },
);

test.each([
  ['too_large', failing('too_large')],
  ['rejected', failing('rejected')],
  ['unexpected', new TypeError('a bug')],
])('%s is the row’s own fault, and the batch goes on', async (code, error) => {
  const publish = async ({ messageId }: { messageId: string }) => {
    if (messageId === 'id-3:r0:e1') throw error;
    return receipt;
  };
  const outcome = await publishRows({ publish }, rows(10), LIMITS);
  expect(outcome.stored).toHaveLength(9);
  expect(outcome.refused).toMatchObject([{ row: { id: 3 }, fault: { code, message: error.message } }]);
  expect(outcome.halt).toBeUndefined();
});

test('a row of which the broker does not know yet whether it has it is neither stored nor refused, and the batch goes on', async () => {
  const publish = async ({ messageId }: { messageId: string }) => {
    if (messageId === 'id-3:r0:e1') throw failing('in_process');
    return receipt;
  };
  const outcome = await publishRows({ publish }, rows(10), LIMITS);
  expect(outcome.stored).toHaveLength(9);
  expect(outcome).toMatchObject({ refused: [], inProcess: [{ id: 3 }] });
  expect(outcome.halt).toBeUndefined();
});

test('what is under way when the batch stops is awaited, since it may be stored', async () => {
  const publish = async ({ messageId }: { messageId: string }) => {
    if (messageId === 'id-0:r0:e1') throw failing('unavailable');
    await new Promise((resolve) => setTimeout(resolve, 20));
    return receipt;
  };
  const { stored, halt } = await publishRows({ publish }, rows(50), LIMITS);
  expect(halt?.reason).toBe('unavailable');
  expect(stored.map(({ row }) => row.id)).toEqual([1, 2, 3]);
});

test('no publish begins after its time, and the rest of the rows stays as it is', async () => {
  const startUntilMs = performance.now() + 30;
  const publish = async () => {
    await new Promise((resolve) => setTimeout(resolve, 20));
    return receipt;
  };
  const outcome = await publishRows({ publish }, rows(1_000), { ...LIMITS, startUntilMs });
  expect(outcome.stored.length).toBeGreaterThanOrEqual(4);
  expect(outcome.stored.length).toBeLessThan(40);
  expect(outcome).toMatchObject({ refused: [] });
  expect(outcome.halt).toBeUndefined();
});
