import { expect, test } from 'vitest';
import { diffJson } from './json-diff.ts';

test('each change has the value before and the value after', () => {
  const before = { id: 'a', payload: { number: '7', old: 1 }, list: [1, 2, 3] };
  const after = { id: 'a', payload: { number: '8', fresh: null }, list: [1, 3] };
  expect(diffJson(before, after).toSorted((a, b) => (a.path < b.path ? -1 : 1))).toEqual([
    { op: 'remove', path: '/list/1', before: 2 },
    { op: 'add', path: '/payload/fresh', after: null },
    { op: 'replace', path: '/payload/number', before: '7', after: '8' },
    { op: 'remove', path: '/payload/old', before: 1 },
  ]);
});

test('several changes of one list name the places as they are when their turn comes', () => {
  expect(diffJson({ l: ['a', 'b', 'c'] }, { l: ['c'] })).toEqual([
    { op: 'remove', path: '/l/0', before: 'a' },
    { op: 'remove', path: '/l/0', before: 'b' },
  ]);
});

test('what has become another kind of thing is one change of the whole, and what is equal is none', () => {
  expect(diffJson('not json {', { id: 'a' })).toEqual([
    { op: 'replace', path: '', before: 'not json {', after: { id: 'a' } },
  ]);
  expect(diffJson({ a: [1] }, { a: [1] })).toEqual([]);
});
