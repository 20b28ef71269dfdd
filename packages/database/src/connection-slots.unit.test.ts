import { expect, test } from 'vitest';
import { ConnectionSlots } from './connection-slots.ts';
import { DatabaseError } from './database-error.ts';

const LONG_MS = 60_000;
const closed = new DatabaseError('unavailable', 'closed');

test('as many as there are slots come in at once', async () => {
  const slots = new ConnectionSlots(2, 10);
  await slots.take(LONG_MS);
  await slots.take(LONG_MS);
  expect(slots.inUse).toBe(2);
});

test('who waits longest comes in first', async () => {
  const slots = new ConnectionSlots(1, 10);
  await slots.take(LONG_MS);
  const order: number[] = [];
  const waits = [1, 2, 3].map(async (number) => {
    await slots.take(LONG_MS);
    order.push(number);
    slots.give();
  });
  slots.give();
  await Promise.all(waits);
  expect(order).toEqual([1, 2, 3]);
  expect(slots.inUse).toBe(0);
});

test('who has waited too long gets pool_exhausted, and its place in the queue is gone', async () => {
  const slots = new ConnectionSlots(1, 10);
  await slots.take(LONG_MS);
  await expect(slots.take(5)).rejects.toMatchObject({ code: 'pool_exhausted' });
  expect(slots.waiting).toBe(0);
  slots.give();
  await slots.take(LONG_MS); // nobody took the slot to the grave
});

test('a full queue refuses at once', async () => {
  const slots = new ConnectionSlots(1, 1);
  await slots.take(LONG_MS);
  const waiting = slots.take(LONG_MS);
  await expect(slots.take(LONG_MS)).rejects.toMatchObject({ code: 'pool_exhausted' });
  slots.give();
  await waiting;
});

test('close refuses who waits and who comes, and waits for who is inside', async () => {
  const slots = new ConnectionSlots(1, 10);
  await slots.take(LONG_MS);
  const waiting = slots.take(LONG_MS);
  let isEmpty = false;
  const closing = slots.close(closed).then(() => {
    isEmpty = true;
  });
  await expect(waiting).rejects.toBe(closed);
  await expect(slots.take(LONG_MS)).rejects.toBe(closed);
  expect(isEmpty).toBe(false);
  slots.give();
  await closing;
});
