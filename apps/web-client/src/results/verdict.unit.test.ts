import type { PrimeCheck } from '@ballast/contracts';
import { createTranslator, type Messages } from 'use-intl/core';
import { describe, expect, it } from 'vitest';
import { en } from '../messages/en.ts';
import { enOperators } from '../messages/en-operators.ts';
import { explainVerdict } from './explain-verdict.ts';
import { outcomeOf } from './outcome.ts';
import { timeTakenMs } from './time-taken.ts';
import { verdictSentence } from './verdict-sentence.ts';

const messages: Messages = { ...en, ...enOperators };
const t = createTranslator({ locale: 'en', messages, namespace: 'results' });
const numbers = createTranslator({ locale: 'en', messages, namespace: 'numbers' });

const decided = (number: string, rest: Partial<PrimeCheck> = {}): PrimeCheck => ({
  id: '00000000-0000-4000-8000-000000000001',
  number,
  status: 'completed',
  is_prime: true,
  certainty: 'proven',
  created_at: '2026-11-23T12:00:00.000Z',
  completed_at: '2026-11-23T12:00:00.038Z',
  ...rest,
});

describe('explainVerdict', () => {
  it('tells a proof from a probability', () => {
    expect(explainVerdict(decided('7'))?.certainty).toBe('proven');
    expect(explainVerdict(decided('7'.repeat(300), { certainty: 'probable' }))?.certainty).toBe('probable');
  });

  it.each([
    ['1', 'small'],
    ['0', 'small'],
    ['91', 'composite'],
    ['1234', 'even'],
    ['15', 'five'],
  ])('says why %s is not prime', (number, reason) => {
    expect(explainVerdict(decided(number, { is_prime: false }))?.reason).toBe(reason);
  });

  it('says nothing before there is a verdict', () => {
    expect(
      explainVerdict({ ...decided('7'), is_prime: undefined, status: 'processing' } as PrimeCheck),
    ).toBeUndefined();
  });
});

describe('verdictSentence', () => {
  it('reads a short number out and a long one by its length', () => {
    expect(verdictSentence(decided('91', { is_prime: false }), t, numbers)).toBe('91 is not prime, proven.');
    expect(verdictSentence(decided('7'.repeat(300)), t, numbers)).toBe('The number of 300 digits is prime, proven.');
  });

  it('is silent while the check runs', () => {
    expect(verdictSentence(decided('7', { status: 'processing' }), t, numbers)).toBeUndefined();
  });
});

describe('timeTakenMs', () => {
  it('is never negative, whatever the clocks of two machines say', () => {
    expect(timeTakenMs(decided('7'))).toBe(38);
    expect(timeTakenMs(decided('7', { completed_at: '2026-11-23T11:59:59.000Z' }))).toBe(0);
  });
});

describe('outcomeOf', () => {
  it.each([
    [{ is_prime: true }, 'prime'],
    [{ is_prime: false }, 'not_prime'],
    [{ status: 'failed' }, 'failed'],
    [{ status: 'processing' }, 'checking'],
  ] as const)('of %j is %s', (rest, outcome) => {
    expect(outcomeOf({ key: 'k', check: decided('7', rest as Partial<PrimeCheck>) })).toBe(outcome);
  });
});
