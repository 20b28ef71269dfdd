import { ConfigError, loadConfig } from '@ballast/runtime';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { mayUse, type Producer, producerKeysVariable } from './producer-keys.ts';

const Schema = z.object({ MQHUB_SERVICE_KEYS: producerKeysVariable() });
const read = (text: string) => loadConfig(Schema, { MQHUB_SERVICE_KEYS: text }).MQHUB_SERVICE_KEYS;
const only = (text: string) => read(text)[0] as Producer;

test('a key is for the streams that it names, for those that begin so, or for all', () => {
  const some = only('backend:alt_events_articles+test_*:a:key');
  expect(some.name).toBe('backend');
  expect(['alt:events:articles', 'test:', 'test:any'].map((key) => mayUse(some, key))).toEqual([true, true, true]);
  expect(['alt:events:tags', 'test', 'alt_events_articles', ''].map((key) => mayUse(some, key))).toEqual([
    false,
    false,
    false,
    false,
  ]);
  expect(mayUse(only('all:*:key'), 'whatever')).toBe(true);
});

test('without the variable there are no keys', () => {
  expect(loadConfig(Schema, {}).MQHUB_SERVICE_KEYS).toEqual([]);
});

test.each(['backend', 'backend:a', 'backend:alt.events:s3cret', 'backend:a++b:s3cret', 'backend:a*b:s3cret'])(
  '%s is refused, and no key is shown',
  (text) => {
    expect(() => read(text)).toThrow(ConfigError);
    expect(() => read(text)).not.toThrow('s3cret');
  },
);
