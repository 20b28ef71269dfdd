import { expect, test } from 'vitest';
import { findSessionFault } from './prepare-session.ts';

const zone = { Variable_name: 'time_zone', Value: '+00:00' };

test.each(['transaction_isolation', 'tx_isolation'])('READ COMMITTED under the name %s will do', (name) => {
  expect(findSessionFault([{ Variable_name: name, Value: 'READ-COMMITTED' }, zone])).toBeUndefined();
});

test('any other isolation level is a fault, and so is none', () => {
  expect(findSessionFault([{ Variable_name: 'tx_isolation', Value: 'REPEATABLE-READ' }, zone])).toContain('REPEATABLE');
  expect(findSessionFault([zone])).toContain('isolation');
});

test('any other time zone is a fault', () => {
  const isolation = { Variable_name: 'transaction_isolation', Value: 'READ-COMMITTED' };
  expect(findSessionFault([isolation, { ...zone, Value: 'SYSTEM' }])).toContain('time zone');
});
