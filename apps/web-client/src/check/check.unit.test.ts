import { describe, expect, it } from 'vitest';
import { hasEmailFault } from './email-fault.ts';
import { readDraft } from './number-draft.ts';
import { takeInput } from './take-input.ts';

describe('readDraft', () => {
  it('counts digits and finds nothing wrong with a number', () => {
    expect(readDraft('18446744073709551557', 1000)).toEqual({ digits: 20, fault: undefined, suggestion: undefined });
  });

  it('says what is wrong and what was probably meant', () => {
    expect(readDraft('007', 1000)).toEqual({
      digits: 3,
      fault: { code: 'leading_zero', digits: 3, max_digits: 1000 },
      suggestion: '7',
    });
    expect(readDraft('-7', 1000)).toMatchObject({ digits: 1, suggestion: undefined });
    expect(readDraft('7'.repeat(1204), 1000).fault).toEqual({ code: 'too_long', digits: 1204, max_digits: 1000 });
  });
});

describe('takeInput', () => {
  it('drops the space around a pasted number, and leaves what is typed alone', () => {
    expect(takeInput('', '  7\r\n', true, 1000)).toEqual({ text: '7' });
    expect(takeInput('7', '7 ', false, 1000)).toEqual({ text: '7 ' });
  });

  it('keeps the field as it was when something enormous is pasted, and says how long that is', () => {
    expect(takeInput('42', '9'.repeat(1_048_576), true, 1000)).toEqual({
      text: '42',
      leftOut: { code: 'too_long', digits: 1_048_576, max_digits: 1000 },
    });
  });

  it('takes what is only a little too long, so that it can be cut to size', () => {
    expect(takeInput('', '9'.repeat(1204), true, 1000).text).toHaveLength(1204);
  });
});

describe('hasEmailFault', () => {
  it('lets a complete address and no address pass', () => {
    expect(hasEmailFault('ada@example.com')).toBe(false);
    expect(hasEmailFault('')).toBe(false);
  });

  it.each(['ada', 'ada@example', 'a b@example.com'])('finds fault with %s', (address) => {
    expect(hasEmailFault(address)).toBe(true);
  });
});
