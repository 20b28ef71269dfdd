import { loadConfig } from '@ballast/runtime';
import { expect, test } from 'vitest';
import { exampleConfig } from './config.ts';

const load = (env: Record<string, string>) => loadConfig(exampleConfig('search-indexer', 9511), env);

test('events are not consumed until it is said, and then as the group of the service', () => {
  expect(load({})).toMatchObject({
    CONSUMER_ENABLED: false,
    CONSUMER_GROUP: 'search-indexer-group',
    MQHUB_URL: 'http://127.0.0.1:9500',
    DATA_DIR: '.ballast/examples/search-indexer',
    PORT: 9511,
  });
  expect(load({ CONSUMER_ENABLED: 'true', CONSUMER_GROUP: 'tests', SEARCH_INDEXER_PORT: '80' })).toMatchObject({
    CONSUMER_ENABLED: true,
    CONSUMER_GROUP: 'tests',
    PORT: 80,
  });
});

test.each([
  ['CONSUMER_ENABLED', 'perhaps'],
  ['CONSUMER_GROUP', 'two words'],
  ['CONSUMER_GROUP', 'g'.repeat(65)],
  ['MQHUB_URL', 'nowhere'],
  ['MQHUB_URL', 'ftp://hub'],
])('%s=%s is refused, and named', (variable, value) => {
  expect(() => load({ [variable]: value })).toThrow(variable);
});
