import { spawnSync } from 'node:child_process';

/** What the registry says of our packages; `unknown` when it could not be asked, which says nothing about them. */
export type AuditAnswer =
  | { readonly kind: 'clean' }
  | { readonly kind: 'weak'; readonly report: string }
  | { readonly kind: 'unknown'; readonly why: string };

/** Asks the registry for known weaknesses of high severity and above. */
export function askRegistry(root: string): AuditAnswer {
  const { status, stdout, stderr, error } = spawnSync('pnpm', ['audit', '--audit-level', 'high', '--json'], {
    cwd: root,
    encoding: 'utf8',
  });
  if (error !== undefined) return { kind: 'unknown', why: error.message };
  return readAudit({ status, stdout, stderr });
}

interface AuditOutput {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Reads the output, never the exit code alone: pnpm ends with 1 both for what it found and for a registry that does not
 * answer, and a report without the counts is no report.
 */
export function readAudit({ status, stdout, stderr }: AuditOutput): AuditAnswer {
  const found = countsOf(stdout);
  if (found === undefined) {
    const said = `${stdout}\n${stderr}`.trim();
    return { kind: 'unknown', why: said === '' ? `pnpm audit ended with ${status} and said nothing` : said };
  }
  if ((found.high ?? 0) + (found.critical ?? 0) > 0) return { kind: 'weak', report: stdout };
  if (status !== 0) return { kind: 'unknown', why: `pnpm audit ended with ${status}\n${stderr}`.trim() };
  return { kind: 'clean' };
}

function countsOf(text: string): { high?: number; critical?: number } | undefined {
  try {
    const report: unknown = JSON.parse(text);
    if (typeof report !== 'object' || report === null || !('metadata' in report)) return undefined;
    const { vulnerabilities } = report.metadata as { vulnerabilities?: { high?: number; critical?: number } };
    return typeof vulnerabilities?.high === 'number' && typeof vulnerabilities.critical === 'number'
      ? vulnerabilities
      : undefined;
  } catch {
    return undefined;
  }
}
