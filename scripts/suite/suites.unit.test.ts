import { expect, test } from 'vitest';
import { planSuites } from './suites.ts';

const names = (quick: boolean, servers: 'installed' | 'newest' | 'both') =>
  planSuites({ quick, servers, newestServers: '/newest' }).map((suite) => suite.name);

test('CI runs the integration tests on both sets of servers', () => {
  expect(names(false, 'both')).toEqual([
    'unit',
    'integration',
    'integration on the newest servers',
    'pages in a browser',
    'end to end',
    'end to end, alone',
  ]);
});

test('the newest set alone replaces the installed one', () => {
  const suites = planSuites({ quick: true, servers: 'newest', newestServers: '/newest' });
  expect(suites.map((suite) => suite.env.BALLAST_SERVERS)).toEqual([undefined, '/newest']);
});

test('a quick run leaves out end-to-end and long tests', () => {
  expect(names(true, 'installed')).toEqual(['unit', 'integration']);
  const suites = planSuites({ quick: true, servers: 'installed', newestServers: '/newest' });
  for (const suite of suites) expect(suite.vitestArgs).toContain('--exclude');
});
