import { describe, expect, it, test } from 'vitest';
import { z } from 'zod';
import { contractOf } from './contract-of.ts';
import { defineEvent } from './event-contract.ts';
import { EVENT_STREAM_KEYS, groupEventSubject, parseEventSubject } from './event-streams.ts';
import { ArticleCreated, EVENTS, TagsGenerated } from './messages/events.ts';
import { deadLetterSubject } from './subjects.ts';

const event = {
  id: 'an-event',
  type: 'ArticleCreated',
  version: 1,
  source: 'alt-backend',
  created_at: '2026-01-13T00:00:00Z',
  metadata: { tenant: 'one' },
  payload: { article_id: '7', title: 'A title', url: 'https://a.example', content: 'text' },
};
const decode = (fields: object, contract: (typeof EVENTS)[number] = ArticleCreated) =>
  contract.decode(new TextEncoder().encode(JSON.stringify({ ...event, ...fields })));

describe('the contract of an event', () => {
  it('reads what the hub stores, with its source and metadata, and ignores what it does not know', () => {
    expect(decode({ another: 1 })).toEqual({
      ok: true,
      envelope: { ...event, payload: { article_id: '7', title: 'A title', content: 'text' } },
    });
  });

  it('minds neither a missing source nor metadata that are none', () => {
    expect(decode({ source: undefined, metadata: 'text' })).toMatchObject({ ok: true });
  });

  it('reads bytes that are no JSON, when it is of bytes', () => {
    const bytes = { payload: undefined, payload_base64: '/wD+' };
    const contract = defineEvent({ stream: 'images', type: 'ArticleCreated', payload: z.instanceof(Uint8Array) });
    expect(decode(bytes, contract)).toMatchObject({ envelope: { payload: new Uint8Array([0xff, 0, 0xfe]) } });
    expect(decode(bytes)).toMatchObject({
      failure: 'wrong_schema',
      detail: expect.stringContaining('the payload is no JSON'),
      id: 'an-event',
    });
  });

  it('refuses an envelope without any payload', () => {
    expect(decode({ payload: undefined })).toMatchObject({ failure: 'wrong_schema' });
    expect(decode({ payload: undefined, payload_base64: 'no base64!' })).toMatchObject({ failure: 'wrong_schema' });
  });

  it('is refused for a key or a type that the hub would refuse', () => {
    expect(() => defineEvent({ stream: 'a b', type: 'T', payload: z.unknown() })).toThrow(RangeError);
    expect(() => defineEvent({ stream: 'a', type: '', payload: z.unknown() })).toThrow(RangeError);
  });
});

test('the known types lie in the streams that the hub makes by itself, each under a subject of its own', () => {
  for (const { stream } of EVENTS) expect(EVENT_STREAM_KEYS).toContain(stream);
  expect(new Set(EVENTS.map(({ subject }) => subject)).size).toBe(8);
  expect(TagsGenerated.subject).toBe('hub.alt_events_tags.TagsGenerated');
});

test('an event for one group has the contract and the stream that it has for all', () => {
  const addressed = groupEventSubject(ArticleCreated.subject, 'tagger');
  expect(addressed).toBe('hub.alt_events_articles.ArticleCreated.tagger');
  expect(contractOf(addressed)).toBe(ArticleCreated);
  expect(contractOf(ArticleCreated.subject)).toBe(ArticleCreated);
  expect(parseEventSubject(addressed)).toEqual({
    streamName: 'events_alt_events_articles',
    subject: ArticleCreated.subject,
    group: 'tagger',
  });
});

test.each(['hub', 'hub.a', 'hub.a.', 'hub.a.b.', 'hub.a.b.c.d', 'primecheck', 'dlq.events', ''])(
  '"%s" is no subject of an event',
  (subject) => {
    expect(parseEventSubject(subject)).toBeUndefined();
    expect(deadLetterSubject(subject)).toBe(`dlq.${subject}`);
  },
);

test('the letters of all events have one subject', () => {
  expect(deadLetterSubject(ArticleCreated.subject)).toBe('dlq.events');
  expect(deadLetterSubject(groupEventSubject(TagsGenerated.subject, 'indexer'))).toBe('dlq.events');
});
