import { expect, it } from 'vitest';
import { type AuditAddress, firstCursor, readAuditAddress, writeAuditAddress } from './audit-address.ts';
import { pathOfTarget } from './target-types.ts';

const PLAIN: AuditAddress = { actor: '', type: '', target: '', upTo: undefined, entry: undefined };

it.each<Partial<AuditAddress>>([{}, { actor: 'rule:a b', type: 'letter', target: '12' }, { upTo: 42, entry: 42 }])(
  'the address of %o is read as it was written',
  (change) => {
    const address = { ...PLAIN, ...change };
    expect(readAuditAddress(writeAuditAddress(address))).toEqual(address);
  },
);

it('an address that somebody made up is read as the plain one', () => {
  expect(readAuditAddress('?up-to=-1&entry=x')).toEqual(PLAIN);
});

it('a list up to an entry begins with it', () => {
  expect(firstCursor({ upTo: 42 })).toBe('43');
  expect(firstCursor({ upTo: undefined })).toBe(undefined);
});

it('what has a page here is to be found there', () => {
  expect(pathOfTarget('letter', '7')).toBe('/dlq/dashboard?state=all&letter=7');
  expect(pathOfTarget('rule', 'a')).toBe('/dlq/rules?results=a');
  expect(pathOfTarget('rule', 'all')).toBe('/dlq/rules');
  expect(pathOfTarget('session', 's')).toBe(undefined);
});
