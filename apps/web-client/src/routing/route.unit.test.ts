import { describe, expect, it } from 'vitest';
import { parseRoute, resultPath } from './route.ts';

describe('parseRoute', () => {
  it('finds the way back from a result to its address', () => {
    const id = '0192f0c1-7b1e-7000-8000-000000000001';
    expect(parseRoute(resultPath(id))).toEqual({ page: 'result', id });
  });

  it.each([
    ['/', { page: 'check' }],
    ['/results/', { page: 'none' }],
    ['/results/a/b', { page: 'none' }],
    ['/results/%', { page: 'result', id: '%' }],
    ['/account', { page: 'account' }],
    ['/dlq/rules', { page: 'rules' }],
    ['/dlq/audit/', { page: 'audit' }],
    ['/elsewhere', { page: 'none' }],
  ])('reads %s', (path, route) => {
    expect(parseRoute(path)).toEqual(route);
  });
});
