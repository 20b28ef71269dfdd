import { expect, it } from 'vitest';
import { readAudit } from './ask-registry.ts';

const report = (high: number, critical: number) =>
  JSON.stringify({ advisories: {}, metadata: { vulnerabilities: { info: 0, low: 2, moderate: 1, high, critical } } });

it.each([
  ['nothing of high severity', 'clean', { status: 0, stdout: report(0, 0), stderr: '' }],
  ['one of high severity', 'weak', { status: 1, stdout: report(1, 0), stderr: '' }],
  ['a critical one, whatever the exit code', 'weak', { status: 0, stdout: report(0, 1), stderr: '' }],
  ['a registry that refuses', 'unknown', { status: 1, stdout: '', stderr: 'ERR_PNPM_AUDIT_BAD_RESPONSE 405' }],
  ['an error in JSON', 'unknown', { status: 1, stdout: '{"error":{"code":"ERR_PNPM_AUDIT"}}', stderr: '' }],
  ['an exit code of 0 without a report', 'unknown', { status: 0, stdout: '', stderr: '' }],
  ['a report without counts', 'unknown', { status: 0, stdout: '{"metadata":{}}', stderr: '' }],
  ['a bad end after a clean report', 'unknown', { status: 1, stdout: report(0, 0), stderr: '' }],
])('of %s it says %s', (_what, kind, output) => {
  expect(readAudit(output).kind).toBe(kind);
});
