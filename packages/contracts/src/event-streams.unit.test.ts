import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  EVENT_STREAM_KEY,
  EVENT_STREAM_KEYS,
  eventStreamName,
  eventSubject,
  eventSubjectsOf,
} from './event-streams.ts';

test('a key is a stream, and a type one of its subjects', () => {
  expect(eventStreamName('alt:events:articles')).toBe('events_alt_events_articles');
  expect(eventSubject('alt:events:articles', 'ArticleCreated')).toBe('hub.alt_events_articles.ArticleCreated');
  expect(eventSubjectsOf('alt:events:articles')).toBe('hub.alt_events_articles.>');
});

test('what would part a subject or leave the stream is escaped', () => {
  expect(eventSubject('a.b', 'c.d_e')).toBe('hub.a=2Eb.c=2Ed=5Fe');
  expect(eventStreamName('a_b')).toBe('events_a=5Fb');
});

test('two keys never share a stream, nor is a name too long for the broker', () => {
  const key = fc.stringMatching(EVENT_STREAM_KEY);
  fc.assert(fc.property(key, key, (one, other) => one === other || eventStreamName(one) !== eventStreamName(other)));
  fc.assert(fc.property(key, (one) => /^[^.*>\s/\\]{1,220}$/.test(eventStreamName(one))));
  expect(eventStreamName('a:b')).not.toBe(eventStreamName('a_b'));
});

test('the keys that are known are keys', () => {
  for (const key of EVENT_STREAM_KEYS) expect(key).toMatch(EVENT_STREAM_KEY);
});
