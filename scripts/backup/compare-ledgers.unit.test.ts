import type { Ledger, LedgerVerification } from '@ballast/contracts/operators';
import { describe, expect, test } from 'vitest';
import { compareLedgers } from './compare-ledgers.ts';

type Account = Ledger['emails'];

const account = (completed: number, inFlight = 0): Account => ({
  accepted: completed + inFlight,
  completed,
  dead_lettered: 0,
  discarded: 0,
  in_flight: inFlight,
  unaccounted: 0,
  oldest_in_flight_seconds: 0,
  balanced: true,
});
const ledger = (requests: Account, emails = account(2)): Ledger => ({ ...requests, emails });
const restored = (of: Ledger, with_: Partial<LedgerVerification> = {}): LedgerVerification => ({
  ledger: of,
  counted: { requests: { completed: of.completed, processing: of.in_flight }, emails: { sent: of.emails.accepted } },
  unaccounted: [],
  is_complete: true,
  ...with_,
});

describe('of a system that was quiet', () => {
  const saved = { before: ledger(account(8)), after: ledger(account(8)) };

  test('the same counts are whole', () => {
    expect(compareLedgers(saved, restored(ledger(account(8))))).toEqual([]);
  });

  test('one request or mail that is missing is told', () => {
    expect(compareLedgers(saved, restored(ledger(account(7))))).toEqual([
      '7 requests are accepted, and were 8.',
      '7 requests are completed, and were 8.',
    ]);
    expect(compareLedgers(saved, restored(ledger(account(8), account(1))))).toEqual([
      '1 mails are accepted, and were 2.',
      '1 mails are completed, and were 2.',
    ]);
  });

  test('one that is in another state is told', () => {
    const dead = { ...account(7), accepted: 8, dead_lettered: 1 };
    const found = restored(ledger(dead), { counted: { requests: { completed: 7, dead: 1 }, emails: { sent: 2 } } });
    expect(compareLedgers(saved, found)).toEqual([
      '7 requests are completed, and were 8.',
      '1 requests are dead_lettered, and were 0.',
    ]);
  });
});

describe('of a system that worked', () => {
  const saved = { before: ledger(account(10, 5)), after: ledger(account(18, 4)) };

  test.each([account(10, 5), account(15), account(22)])('whatever lies between is whole', (found) => {
    expect(compareLedgers(saved, restored(ledger(found)))).toEqual([]);
  });

  test('less than before, and more than after, is told', () => {
    expect(compareLedgers(saved, restored(ledger(account(14))))).toEqual([
      '14 requests are accepted, and were 15 before the backup.',
    ]);
    expect(compareLedgers(saved, restored(ledger(account(23))))).toEqual([
      '23 requests are accepted, and were 22 after the backup.',
    ]);
    expect(compareLedgers(saved, restored(ledger(account(9, 7))))).toEqual([
      '9 requests are completed, and were 10 before the backup.',
    ]);
  });
});

describe('whatever the backup says', () => {
  const saved = { before: ledger(account(8)), after: ledger(account(8)) };
  const same = ledger(account(8));

  test('rows that the counters do not know of are told', () => {
    const counted = { requests: { completed: 7 }, emails: {} };
    expect(compareLedgers(saved, restored(same, { counted }))).toEqual([
      'The ledger has 8 requests, and the tables 7.',
      'The ledger has 2 mails, and the tables 0.',
    ]);
  });

  test('a request that nothing will move is named', () => {
    const unaccounted = [
      {
        ledger: 'requests' as const,
        id: 'one',
        generation: 0,
        enqueue: 0,
        created_at: '2026-11-27T00:00:00.000Z',
        evidence: 'its message is gone',
      },
    ];
    expect(compareLedgers(saved, restored(same, { unaccounted }))).toEqual([
      'Nothing will move one (requests): its message is gone.',
    ]);
  });

  test('counts that do not add up, and a look that was cut short, are told', () => {
    const found = ledger({ ...account(8), balanced: false });
    expect(compareLedgers(saved, restored(found, { is_complete: false }))).toEqual([
      'The counts of requests do not add up.',
      'Not everything that is open could be looked at.',
    ]);
  });
});
