import { until } from '@ballast/testkit';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { TEST_KEYS } from '../admin-requests.ts';
import { type AttackedServer, startAttackedServer } from './attacked-server.ts';

let server: AttackedServer;
beforeAll(async () => {
  // More memory than it may have, from the first look on.
  server = await startAttackedServer({ PRESSURE_MAX_RSS_MB: '1' });
  await until(async () => (await ask('/prime-check')) === 503);
});
afterAll(() => server?.close());

const VIEWER = { authorization: `Bearer ${TEST_KEYS.viewer}` };
/** As if passed on by a proxy: from another machine. */
const ELSEWHERE = { 'x-forwarded-for': '203.0.113.7' };

async function ask(path: string, headers: Record<string, string> = {}): Promise<number> {
  const response = await fetch(`${server.app.url}${path}`, { headers });
  await response.arrayBuffer();
  return response.status;
}

it('a process with too much to do answers operators, and no stranger on the operators’ routes', async () => {
  expect(await ask('/api/system', { ...ELSEWHERE, ...VIEWER })).toBe(200);
  expect(await ask('/api/system', ELSEWHERE), 'without anything').toBe(503);
  expect(await ask('/api/system', { ...ELSEWHERE, cookie: `__Host-ballast-operator=${'x'.repeat(43)}` })).toBe(503);
  expect(await ask('/prime-check', VIEWER), 'what anybody may ask for').toBe(503);
  expect(await ask('/livez', ELSEWHERE)).toBe(200);
});
