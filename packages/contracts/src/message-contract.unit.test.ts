import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { defineMessage } from './message-contract.ts';
import { EmailSendRequested } from './messages/email-send-requested.ts';
import { PrimeCheckRequested } from './messages/prime-check-requested.ts';

const encode = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));
const createdAt = new Date('2030-01-02T03:04:05.678Z');
const built = PrimeCheckRequested.build('id-1', { number: '97' }, createdAt);

describe('a message contract', () => {
  it('reads back what it built', () => {
    expect(PrimeCheckRequested.decode(encode(built))).toEqual({
      ok: true,
      envelope: {
        id: 'id-1',
        type: 'prime_check.requested',
        version: 1,
        payload: { number: '97' },
        created_at: '2030-01-02T03:04:05.678Z',
      },
    });
  });

  it('ignores fields it does not know, so that a newer sender may add some', () => {
    const newer = { ...built, priority: 'high', payload: { ...built.payload, hint: 1 } };
    expect(PrimeCheckRequested.decode(encode(newer))).toMatchObject({
      ok: true,
      envelope: { payload: { number: '97' } },
    });
  });

  it('refuses to build what its receiver would refuse to read', () => {
    expect(() => PrimeCheckRequested.build('id-1', { number: '007' }, createdAt)).toThrow();
  });

  it('calls bytes that are no JSON, or no UTF-8, undecodable', () => {
    expect(PrimeCheckRequested.decode(new TextEncoder().encode('{'))).toMatchObject({ failure: 'undecodable' });
    expect(PrimeCheckRequested.decode(new Uint8Array([0xff, 0xfe]))).toMatchObject({ failure: 'undecodable' });
    expect(PrimeCheckRequested.decode(new Uint8Array())).toMatchObject({ failure: 'undecodable' });
  });

  it('says which field has the wrong shape, and keeps the id for the dead letter', () => {
    const wrong = { ...built, payload: { number: 97 } };
    expect(PrimeCheckRequested.decode(encode(wrong))).toMatchObject({ failure: 'wrong_schema', id: 'id-1' });
  });

  it('tells another version apart from a broken message, since its payload may well be different', () => {
    const next = { ...built, version: 2, payload: { digits: ['9', '7'] } };
    expect(PrimeCheckRequested.decode(encode(next))).toMatchObject({ failure: 'unknown_version', id: 'id-1' });
  });

  it('makes of another version that it also reads what its own would say, and goes on writing its own', () => {
    const digits = z
      .object({ digits: z.array(z.string()) })
      .transform((payload) => ({ number: payload.digits.join('') }));
    const contract = defineMessage({
      type: PrimeCheckRequested.type,
      subject: PrimeCheckRequested.subject,
      version: 2,
      payload: z.object({ number: z.string() }),
      alsoReads: { 3: digits, 1: z.object({ number: z.string() }) },
    });
    expect(contract.reads).toEqual([1, 2, 3]);
    expect(contract.build('id-1', { number: '97' }, createdAt).version).toBe(2);
    expect(contract.decode(encode(built))).toMatchObject({
      ok: true,
      envelope: { version: 1, payload: { number: '97' } },
    });
    const next = { ...built, version: 3, payload: { digits: ['9', '7'] } };
    expect(contract.decode(encode(next))).toMatchObject({ ok: true, envelope: { payload: { number: '97' } } });
    expect(contract.decode(encode({ ...next, payload: {} }))).toMatchObject({ failure: 'wrong_schema' });
    expect(contract.decode(encode({ ...next, version: 4 }))).toMatchObject({ failure: 'unknown_version' });
  });

  it('does not take a message of another type', () => {
    const other = EmailSendRequested.build('d-1', { kind: 'prime_check_result' }, createdAt);
    expect(PrimeCheckRequested.decode(encode(other))).toMatchObject({ failure: 'unknown_type', id: 'd-1' });
  });

  it('carries neither an address nor a token in an e-mail message', () => {
    const message = EmailSendRequested.build('d-1', { kind: 'welcome', to: 'a@example.com' } as never, createdAt);
    expect(JSON.stringify(message)).not.toContain('example.com');
  });
});
