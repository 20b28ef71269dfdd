import { describe, expect, it } from 'vitest';
import { mailRecipient } from './mail-recipient.ts';

describe('one mailbox', () => {
  it.each([
    ['ann@example.com', 'Ann@Example.COM'],
    ['ann@example.com', 'ann+1@example.com'],
    ['ann@example.com', 'ann+1+2@example.com'],
    ['annreader@gmail.com', 'Ann.Reader+news@gmail.com'],
    ['annreader@gmail.com', 'a.n.n.r.e.a.d.e.r@googlemail.com'],
  ])('%s has %s', (mailbox, address) => {
    expect(mailRecipient(address)).toBe(mailbox);
  });

  it('is not that of somebody else', () => {
    expect(mailRecipient('ann.reader@example.com')).not.toBe(mailRecipient('annreader@example.com'));
    expect(mailRecipient('+1@example.com')).not.toBe(mailRecipient('+2@example.com'));
    expect(mailRecipient('ann@example.com')).not.toBe(mailRecipient('ann@example.org'));
  });
});
