import type { Tally } from './tally.ts';

/**
 * What a vitest run amounts to, from its JSON report and its exit code. Besides failed tests these count as failures: a
 * file that could not be loaded, a run that found no test, a run that ended badly although every test passed (an error
 * outside of a test, a handle left open), and no report at all.
 */
export function tallyVitest(report: unknown, exitCode: number | null): Tally {
  if (!isReport(report)) return { passed: 0, failed: 1 };
  const passed = report.numPassedTests;
  const brokenFiles = report.testResults.filter((file) => file.status === 'failed' && !hasFailedTest(file)).length;
  const failed = report.numFailedTests + brokenFiles;
  const isSilentFailure = failed === 0 && (exitCode !== 0 || passed === 0);
  return { passed, failed: isSilentFailure ? 1 : failed };
}

interface FileReport {
  status: string;
  assertionResults: readonly { status: string }[];
}

interface VitestReport {
  numPassedTests: number;
  numFailedTests: number;
  testResults: readonly FileReport[];
}

function hasFailedTest(file: FileReport): boolean {
  return file.assertionResults.some((test) => test.status === 'failed');
}

function isReport(value: unknown): value is VitestReport {
  return (
    typeof value === 'object' &&
    value !== null &&
    'numPassedTests' in value &&
    typeof value.numPassedTests === 'number' &&
    'numFailedTests' in value &&
    typeof value.numFailedTests === 'number' &&
    'testResults' in value &&
    Array.isArray(value.testResults)
  );
}
