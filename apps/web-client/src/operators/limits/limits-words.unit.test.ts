import { createTranslator, type Messages } from 'use-intl/core';
import { describe, expect, it } from 'vitest';
import { en } from '../../messages/en.ts';
import { enOperators } from '../../messages/en-operators.ts';
import { limitSentence, percentOf } from './limits-words.ts';

const messages: Messages = { ...en, ...enOperators };
const t = createTranslator({ locale: 'en', messages, namespace: 'limits' });

const limit = { name: 'x', kind: 'ip', limit: 60, window_seconds: 60, burst: 60 } as const;

describe('limitSentence', () => {
  it.each([
    [limit, '60 a minute for an IP address'],
    [{ ...limit, kind: 'global', limit: 1_000, burst: 1_000 }, '1,000 a minute in all'],
    [{ ...limit, kind: 'user', burst: 20 }, '60 a minute for a user, 20 at once'],
    [{ ...limit, kind: 'email', limit: 5, burst: 5, window_seconds: 86_400 }, '5 a day for a recipient'],
    [{ ...limit, name: 'email-per-ip', window_seconds: 3_600 }, '60 mails an hour for an IP address'],
    [
      { ...limit, name: 'email-global', kind: 'global', limit: 50_000, burst: 50_000, window_seconds: 86_400 },
      '50,000 mails a day in all',
    ],
    [{ ...limit, window_seconds: 900 }, '60 in 15 minutes for an IP address'],
    [{ ...limit, window_seconds: 45 }, '60 in 45 seconds for an IP address'],
  ] as const)('says %j as %s', (one, sentence) => {
    expect(limitSentence(one, t)).toBe(sentence);
  });
});

describe('percentOf', () => {
  it.each([
    [1, '100%'],
    [0.25, '25%'],
    [0.004, 'under 1%'],
    [0, '0%'],
  ])('says %d as %s', (factor, text) => {
    expect(percentOf(factor, t)).toBe(text);
  });
});
