import { expect, test } from 'vitest';
import { findStackAddress } from './stack-address.ts';
import type { StackState } from './state-file.ts';

const RUNNING: StackState = {
  supervisor: { pid: 1, startTicks: null },
  phase: 'ready',
  processes: [{ name: 'web-server', kind: 'app', process: null, port: 9180, restarts: 0 }],
  urls: {},
};
const SECRETS = 'REDIS_PASSWORD=x\nADMIN_API_KEYS=ann:viewer:one,root:admin:two:with:colons\n';

test('the port is that of the running stack, whatever the settings say now', () => {
  expect(findStackAddress({ WEB_SERVER_PORT: '1' }, RUNNING, '').url).toBe('http://127.0.0.1:9180');
});

test('where nothing runs, the port is that of the settings', () => {
  expect(findStackAddress({ BALLAST_PORT_OFFSET: '100' }, undefined, '').url).toBe('http://127.0.0.1:8180');
});

test('the key is the first administrator’s, from the settings before the generated ones', () => {
  expect(findStackAddress({}, RUNNING, SECRETS).key).toBe('two:with:colons');
  expect(findStackAddress({ ADMIN_API_KEYS: 'me:admin:mine' }, RUNNING, SECRETS).key).toBe('mine');
  expect(findStackAddress({ ADMIN_API_KEYS: 'me:viewer:mine' }, RUNNING, SECRETS).key).toBeUndefined();
  expect(findStackAddress({}, undefined, '').key).toBeUndefined();
});
