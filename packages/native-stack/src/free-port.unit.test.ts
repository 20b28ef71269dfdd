import { expect, test } from 'vitest';
import { findFreePort } from './free-port.ts';

test('nobody is given a port that another one has just been given, whoever looks at the same time', async () => {
  const ports = await Promise.all(Array.from({ length: 400 }, findFreePort));
  expect(new Set(ports).size).toBe(400);
});
