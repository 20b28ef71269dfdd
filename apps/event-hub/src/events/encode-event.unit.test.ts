import { EnvelopeSchema } from '@ballast/contracts';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { encodeEvent } from './encode-event.ts';

const fields = {
  id: 'an-id',
  type: 'ArticleCreated',
  source: 'backend',
  createdAt: '2026-01-13T00:00:00Z',
  metadata: {},
};
const encode = (payload: Uint8Array, metadata: Record<string, string> = {}) =>
  new TextDecoder().decode(encodeEvent({ ...fields, metadata, payload }));

test('any JSON is in the envelope as it was sent, and reads the same', () => {
  fc.assert(
    fc.property(fc.json(), (json) => {
      const text = encode(Buffer.from(json));
      expect(text.endsWith(`"payload":${json}}`)).toBe(true);
      expect(EnvelopeSchema.parse(JSON.parse(text)).payload).toEqual(JSON.parse(json));
    }),
  );
});

test('any other bytes come back from base64', () => {
  fc.assert(
    fc.property(fc.uint8Array(), (bytes) => {
      const read = JSON.parse(encode(bytes));
      if ('payload' in read) return;
      expect(Buffer.from(read.payload_base64, 'base64')).toEqual(Buffer.from(bytes));
    }),
  );
});

test.each([
  ['nothing', []],
  ['a byte order mark before JSON', [0xef, 0xbb, 0xbf, 0x7b, 0x7d]],
  ['half a character', [0x22, 0xc3, 0x22]],
])('%s is no JSON', (_what, bytes) => {
  expect(JSON.parse(encode(new Uint8Array(bytes)))).toHaveProperty('payload_base64');
});

test('metadata is there when there is some, whatever its keys are called', () => {
  const bytes = Buffer.from('1');
  expect(encode(bytes)).not.toContain('metadata');
  const metadata = JSON.parse('{"__proto__":"x","payload":"y"}');
  const read = JSON.parse(encode(bytes, metadata));
  expect(Object.entries(read.metadata)).toEqual([
    ['__proto__', 'x'],
    ['payload', 'y'],
  ]);
  expect(read.payload).toBe(1);
});
