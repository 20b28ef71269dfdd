import { describe, expect, it } from 'vitest';
import { findEmailFault } from './email-fault.ts';
import { readDraft } from './number-draft.ts';
import { takeInput } from './take-input.ts';

describe('readDraft', () => {
  it('counts digits and finds nothing wrong with a number', () => {
    expect(readDraft('18446744073709551557', 1000)).toEqual({ digits: 20, fault: undefined, suggestion: undefined });
  });

  it('says what is wrong and what was probably meant', () => {
    expect(readDraft('007', 1000)).toEqual({ digits: 3, fault: 'Leave out the leading zero.', suggestion: '7' });
    expect(readDraft('-7', 1000)).toMatchObject({ digits: 1, suggestion: undefined });
    expect(readDraft('7'.repeat(1204), 1000).fault).toBe('1,000 digits at most; this has 1,204.');
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
      leftOut: '1,000 digits at most; this has 1,048,576. It was left out.',
    });
  });

  it('takes what is only a little too long, so that it can be cut to size', () => {
    expect(takeInput('', '9'.repeat(1204), true, 1000).text).toHaveLength(1204);
  });
});

describe('findEmailFault', () => {
  it('lets a complete address and no address pass', () => {
    expect(findEmailFault('ada@example.com')).toBeUndefined();
    expect(findEmailFault('')).toBeUndefined();
  });

  it.each(['ada', 'ada@example', 'a b@example.com'])('finds fault with %s', (address) => {
    expect(findEmailFault(address)).toBeDefined();
  });
});
