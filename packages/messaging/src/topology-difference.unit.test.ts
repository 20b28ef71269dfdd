import { expect, test } from 'vitest';
import { describeDifferences, findDifferences } from './topology-difference.ts';

const wanted = { subjects: ['a', 'b'], max_age: 5, retention: 'workqueue' };

test('fields and metadata that a server adds are no difference, nor is the order of subjects', () => {
  const actual = { ...wanted, subjects: ['b', 'a'], compression: 'none', metadata: { '_nats.ver': '2.15.1' } };
  expect(findDifferences(wanted, actual)).toEqual([]);
});

test('another value, and a field that the server has dropped, are differences', () => {
  const differences = findDifferences(wanted, { subjects: ['a', 'b'], max_age: 6 });
  expect(differences).toEqual([
    { field: 'max_age', wanted: 5, actual: 6 },
    { field: 'retention', wanted: 'workqueue', actual: undefined },
  ]);
  expect(describeDifferences(differences)).toBe(
    'max_age is 6, should be 5; retention is undefined, should be "workqueue"',
  );
});
