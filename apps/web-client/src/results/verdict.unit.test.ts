import type { PrimeCheck } from '@ballast/contracts';
import { describe, expect, it } from 'vitest';
import { explainVerdict } from './explain-verdict.ts';
import { outcomeOf } from './outcome.ts';
import { timeTakenMs } from './time-taken.ts';
import { verdictSentence } from './verdict-sentence.ts';

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
    expect(explainVerdict(decided('7'))?.certainty).toBe('Proven');
    expect(explainVerdict(decided('7'.repeat(300), { certainty: 'probable' }))?.certainty).toBe('Probable');
  });

  it.each([
    ['1', 'greater than 1'],
    ['0', 'greater than 1'],
    ['91', 'fails a test'],
    ['1234', '2 divides'],
    ['15', '5 divides'],
  ])('says why %s is not prime', (number, reason) => {
    expect(explainVerdict(decided(number, { is_prime: false }))?.sentence).toContain(reason);
  });

  it('says nothing before there is a verdict', () => {
    expect(
      explainVerdict({ ...decided('7'), is_prime: undefined, status: 'processing' } as PrimeCheck),
    ).toBeUndefined();
  });
});

describe('verdictSentence', () => {
  it('reads a short number out and a long one by its length', () => {
    expect(verdictSentence(decided('91', { is_prime: false }))).toBe('91 is not prime, proven.');
    expect(verdictSentence(decided('7'.repeat(300)))).toBe('The number of 300 digits is prime, proven.');
  });

  it('is silent while the check runs', () => {
    expect(verdictSentence(decided('7', { status: 'processing' }))).toBeUndefined();
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
