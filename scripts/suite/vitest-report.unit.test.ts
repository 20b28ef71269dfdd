import { expect, test } from 'vitest';
import { tallyVitest } from './vitest-report.ts';

const file = (status: string, ...tests: string[]) => ({
  name: '/here/a.test.ts',
  status,
  message: 'Cannot load\nat once',
  assertionResults: tests.map((one) => ({ status: one, fullName: 'it holds', failureMessages: ['2 is not 1\nat x'] })),
});
const report = (numPassedTests: number, ...testResults: unknown[]) => ({ numPassedTests, testResults });

test.each([
  ['all passed', report(2, file('passed', 'passed', 'passed')), 0, 2, []],
  ['one test failed', report(1, file('failed', 'passed', 'failed')), 1, 1, ['a.test.ts: it holds: 2 is not 1']],
  ['a file could not be loaded', report(1, file('failed')), 1, 1, ['a.test.ts: Cannot load']],
  ['a hook failed after its tests passed', report(1, file('failed', 'passed')), 1, 1, ['a.test.ts: Cannot load']],
  [
    'an error outside of any test',
    report(3, file('passed', 'passed')),
    1,
    3,
    ['every test passed, but it ended with 1'],
  ],
  ['it was killed', report(3, file('passed', 'passed')), null, 3, ['every test passed, but it ended with a signal']],
  ['it found no test', report(0), 0, 0, ['it found no test']],
  ['it left no report', undefined, 0, 0, ['it left no report']],
])('%s', (_what, json, exitCode, passed, failures) => {
  expect(tallyVitest(json, exitCode, '/here')).toEqual({ passed, failures });
});
