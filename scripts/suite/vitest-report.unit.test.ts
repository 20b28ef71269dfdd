import { expect, test } from 'vitest';
import { tallyVitest } from './vitest-report.ts';

const file = (status: string, ...tests: string[]) => ({
  status,
  assertionResults: tests.map((one) => ({ status: one })),
});
const report = (passed: number, failed: number, ...testResults: unknown[]) => ({
  numPassedTests: passed,
  numFailedTests: failed,
  testResults,
});

test.each([
  ['all passed', report(2, 0, file('passed', 'passed', 'passed')), 0, { passed: 2, failed: 0 }],
  ['one test failed', report(1, 1, file('failed', 'passed', 'failed')), 1, { passed: 1, failed: 1 }],
  ['a file could not be loaded', report(1, 0, file('passed', 'passed'), file('failed')), 1, { passed: 1, failed: 1 }],
  ['a hook failed after its tests passed', report(1, 0, file('failed', 'passed')), 1, { passed: 1, failed: 1 }],
  ['an error outside of any test', report(3, 0, file('passed', 'passed')), 1, { passed: 3, failed: 1 }],
  ['it was killed', report(3, 0, file('passed', 'passed')), null, { passed: 3, failed: 1 }],
  ['it found no test', report(0, 0), 0, { passed: 0, failed: 1 }],
  ['it left no report', undefined, 0, { passed: 0, failed: 1 }],
])('%s', (_what, json, exitCode, tally) => {
  expect(tallyVitest(json, exitCode)).toEqual(tally);
});
