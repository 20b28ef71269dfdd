import { relative } from 'node:path';
import type { Tally } from './tally.ts';

/**
 * What a vitest run amounts to, from its JSON report and its exit code. Besides failed tests these count as failures: a
 * file that could not be loaded, a run that found no test, a run that ended badly although every test passed (an error
 * outside of a test, a handle left open), and no report at all.
 *
 * @param root files are named as seen from there
 */
export function tallyVitest(report: unknown, exitCode: number | null, root: string): Tally {
  if (!isReport(report)) return { passed: 0, failures: ['it left no report'] };
  const passed = report.numPassedTests;
  const failures = report.testResults.flatMap((file) => failuresOf(file, relative(root, file.name)));
  if (failures.length > 0) return { passed, failures };
  if (passed === 0) return { passed, failures: ['it found no test'] };
  if (exitCode !== 0) return { passed, failures: [`every test passed, but it ended with ${exitCode ?? 'a signal'}`] };
  return { passed, failures: [] };
}

interface FileReport {
  readonly name: string;
  readonly status: string;
  /** Why it could not be loaded. */
  readonly message?: string;
  readonly assertionResults: readonly TestReport[];
}

interface TestReport {
  readonly status: string;
  readonly fullName: string;
  readonly failureMessages?: readonly string[];
}

interface VitestReport {
  readonly numPassedTests: number;
  readonly testResults: readonly FileReport[];
}

function failuresOf({ status, message, assertionResults }: FileReport, name: string): string[] {
  const failed = assertionResults.filter((test) => test.status === 'failed');
  if (failed.length > 0) {
    return failed.map(({ fullName, failureMessages }) => `${name}: ${fullName}: ${firstLine(failureMessages?.[0])}`);
  }
  return status === 'failed' ? [`${name}: ${firstLine(message)}`] : [];
}

function firstLine(message = ''): string {
  return message.split('\n', 1)[0] ?? '';
}

function isReport(value: unknown): value is VitestReport {
  return (
    typeof value === 'object' &&
    value !== null &&
    'numPassedTests' in value &&
    typeof value.numPassedTests === 'number' &&
    'testResults' in value &&
    Array.isArray(value.testResults)
  );
}
