import { ConfigError, loadConfig } from '@ballast/runtime';
import { expect, test } from 'vitest';
import { ConfigSchema } from './config.ts';

/** What every process has to be told. */
const ACCOUNT = { MYSQL_USER: 'ballast_event_hub' };

test('nothing has to be set but the account', () => {
  expect(loadConfig(ConfigSchema, ACCOUNT)).toMatchObject({
    PORT: 9500,
    MAX_BATCH_SIZE: 1_000,
    REDIS_POOL_SIZE: 10,
    MQHUB_ENABLED: true,
    MQHUB_SERVICE_KEYS: [],
  });
  expect(loadConfig(ConfigSchema, { ...ACCOUNT, CONNECT_PORT: '9501' }).PORT).toBe(9501);
});

test.each([
  { CONNECT_PORT: 'http' },
  { CONNECT_PORT: '65536' },
  { MAX_BATCH_SIZE: '0' },
  { MAX_BATCH_SIZE: '1e3' },
  { MAX_BATCH_SIZE: 'many' },
  { REDIS_POOL_SIZE: '-1' },
  { REDIS_POOL_SIZE: '10 ' },
  { MQHUB_ENABLED: 'perhaps' },
  { MQHUB_SERVICE_KEYS: 'backend' },
])('%j is refused at the start', (env) => {
  expect(() => loadConfig(ConfigSchema, { ...ACCOUNT, ...env })).toThrow(ConfigError);
  expect(() => loadConfig(ConfigSchema, { ...ACCOUNT, ...env })).toThrow(Object.keys(env)[0]);
});
