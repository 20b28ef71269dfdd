import { expect, test } from 'vitest';
import { findLedgerFault } from './find-ledger-fault.ts';
import type { LedgerEntry } from './ledger.ts';
import type { Migration } from './read-migrations.ts';

function file(index: number, tag: string): Migration {
  return { index, tag, hash: `hash of ${tag}`, statements: ['SELECT 1'] };
}

function entry(index: number, tag: string, more: Partial<LedgerEntry> = {}): LedgerEntry {
  return { index, tag, hash: `hash of ${tag}`, statementsDone: 1, appliedAt: new Date(0), ...more };
}

const files = [file(0, '0000_a'), file(1, '0001_b'), file(2, '0002_c')];

test('nothing applied, some applied and all applied are fine', () => {
  expect(findLedgerFault(files, [])).toBeUndefined();
  expect(findLedgerFault(files, [entry(0, '0000_a')])).toBeUndefined();
  expect(findLedgerFault(files, [entry(0, '0000_a'), entry(1, '0001_b'), entry(2, '0002_c')])).toBeUndefined();
});

test('a file that was changed after it was applied is found', () => {
  const ledger = [entry(0, '0000_a', { hash: 'another' })];
  expect(findLedgerFault(files, ledger)).toMatchObject({
    code: 'file_edited',
    message: expect.stringContaining('0000_a'),
  });
});

test('a file that stopped half-way may be corrected', () => {
  const ledger = [entry(0, '0000_a'), entry(1, '0001_b', { hash: 'another', appliedAt: undefined })];
  expect(findLedgerFault(files, ledger)).toBeUndefined();
});

test('a database that is newer than the files is found', () => {
  const ledger = [entry(0, '0000_a'), entry(1, '0001_b'), entry(2, '0002_c'), entry(3, '0003_d')];
  expect(findLedgerFault(files, ledger)).toMatchObject({
    code: 'unknown_applied',
    message: expect.stringContaining('0003_d'),
  });
});

test('a database that was migrated by another branch is found', () => {
  expect(findLedgerFault(files, [entry(0, '0000_a'), entry(1, '0001_x')])).toMatchObject({ code: 'unknown_applied' });
});

test('a file that was put before one that is applied is found', () => {
  const shifted = [file(0, '0000_a'), file(1, '0001_new'), file(2, '0001_b')];
  const ledger = [entry(0, '0000_a'), entry(1, '0001_b')];
  expect(findLedgerFault(shifted, ledger)).toMatchObject({
    code: 'out_of_order',
    message: expect.stringContaining('0001_new'),
  });
});

test('a gap in what is applied is found', () => {
  expect(findLedgerFault(files, [entry(0, '0000_a'), entry(2, '0002_c')])).toMatchObject({ code: 'out_of_order' });
});
