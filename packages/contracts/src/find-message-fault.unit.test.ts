import { describe, expect, it } from 'vitest';
import { findMessageFault } from './find-message-fault.ts';
import { SUBJECT } from './subjects.ts';

const ID = '0198c0de-0000-7000-8000-000000000000';

function message(payload: unknown, rest: Record<string, unknown> = {}): string {
  return JSON.stringify({
    id: ID,
    type: 'prime_check.requested',
    version: 1,
    payload,
    created_at: '2026-01-01T00:00:00.000Z',
    ...rest,
  });
}

describe('findMessageFault', () => {
  const request = { subject: SUBJECT.primeCheck, id: ID };

  it.each([
    ['', '{"id":'],
    ['/id', message({ number: '7' }, { id: 'another' })],
    ['/created_at', message({ number: '7' }, { created_at: 'yesterday' })],
    ['/type', message({ number: '7' }, { type: 'email.send_requested' })],
    ['/version', message({ number: '7' }, { version: 2 })],
    ['/payload/number', message({ number: '-7' })],
    ['/payload/number', message({ number: '1'.repeat(1_001) })],
    ['/payload/number', message({})],
  ])('names %s as what is wrong with %s', (field, text) => {
    expect(findMessageFault(text, request)).toEqual({ field, message: expect.stringMatching(/[.!?]$/u) });
  });

  it('finds nothing wrong with what the worker takes', () => {
    expect(findMessageFault(message({ number: '1000033' }), request)).toBeUndefined();
  });

  it('lets the id be any where nobody has told it', () => {
    expect(
      findMessageFault(message({ number: '7' }, { id: 'another' }), { ...request, id: undefined }),
    ).toBeUndefined();
  });

  it('keeps a mail’s kind, where its delivery is known', () => {
    const mail = (kind: string) => message({ kind }, { type: 'email.send_requested' });
    const replaced = { subject: SUBJECT.emailSend, id: ID, mailKind: 'welcome' };
    expect(findMessageFault(mail('prime_check_result'), replaced)?.field).toBe('/payload/kind');
    expect(findMessageFault(mail('welcome'), replaced)).toBeUndefined();
    expect(findMessageFault(mail('prime_check_result'), { ...replaced, mailKind: undefined })).toBeUndefined();
  });

  it('takes any JSON for a subject of other producers', () => {
    const other = { subject: 'orders', id: 'whatever' };
    expect(findMessageFault('{"order":7}', other)).toBeUndefined();
    expect(findMessageFault('{"order":', other)?.field).toBe('');
  });
});
