import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MailError } from './mail-error.ts';
import { checkFields, isAddress, parseMailbox } from './mail-fields.ts';

const mail = {
  from: 'Ballast <no-reply@ballast.example>',
  to: 'a@b.example',
  subject: 'Subject',
  text: 'text',
  html: '<p>text</p>',
  messageId: '<1@ballast.example>',
};
const codeOf = (change: Partial<typeof mail> & { headers?: Record<string, string> }) => {
  try {
    checkFields({ ...mail, ...change });
    return undefined;
  } catch (error) {
    return error instanceof MailError ? error.code : error;
  }
};

describe('the fields of a mail', () => {
  test('a sound mail passes and its sender is read', () => {
    expect(checkFields(mail)).toEqual({ name: 'Ballast', address: 'no-reply@ballast.example' });
  });

  test.each([
    'a@b.example\r\nBcc: x@y.example',
    'a@b.example, x@y.example',
    'a@b.example;x@y.example',
    'A <a@b.example>',
    'a@b@c.example',
    '"a b"@c.example',
    'a b@c.example',
    'a@',
    '@b.example',
    '',
    `${'a'.repeat(250)}@b.example`,
  ])('%j is not one recipient', (to) => {
    expect(codeOf({ to })).toBe('invalid_address');
  });

  test.each(['a@b.example\r\nBcc: x@y.example', 'a@b.example, x@y.example', 'nobody', ''])(
    '%j is no sender',
    (from) => {
      expect(codeOf({ from })).toBe('invalid_address');
    },
  );

  test('a line break in the subject, the Message-ID or a header is refused', () => {
    expect(codeOf({ subject: 'a\r\nBcc: x@y.example' })).toBe('invalid_mail');
    expect(codeOf({ subject: 'a\nb' })).toBe('invalid_mail');
    expect(codeOf({ messageId: '<1@b.example>\r\nBcc: x@y.example' })).toBe('invalid_mail');
    expect(codeOf({ messageId: '1@b.example' })).toBe('invalid_mail');
    expect(codeOf({ headers: { 'X-A': 'b\r\nBcc: x@y.example' } })).toBe('invalid_mail');
    expect(codeOf({ headers: { 'X-A: b\r\nBcc': 'x@y.example' } })).toBe('invalid_mail');
  });

  test('whatever is taken for an address holds one @ and nothing that separates or breaks', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 40 }),
        fc.string({ unit: 'binary', maxLength: 40 }),
        (a, b) => {
          const text = `${a}@${b}`;
          return !isAddress(text) || (text.split('@').length === 2 && !/[\s,;<>"()]/.test(text));
        },
      ),
    );
  });

  test('the message of an error holds no address', () => {
    expect.assertions(1);
    try {
      parseMailbox('secret@x.example, b@y.example');
    } catch (error) {
      expect(String(error)).not.toContain('secret');
    }
  });
});
