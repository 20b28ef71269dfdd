import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Monitoring, startMonitoring } from './monitoring.ts';
import { freshStack } from './stack.ts';

interface Report {
  readonly ok: boolean;
  readonly sections: readonly {
    readonly title: string;
    readonly findings: readonly { readonly name: string; readonly state: string; readonly text: string }[];
  }[];
}

const stack = freshStack();
let monitoring: Monitoring;
beforeAll(async () => {
  monitoring = await startMonitoring(stack);
});
afterAll(() => monitoring?.stop());

describe.each(['monitor.sh', 'daily-check.sh'])('./scripts/%s', (script) => {
  it('finds the stack, says of each process and figure how it is, and exits as it says', async () => {
    const { code, stdout } = await call(script, ['--json'], monitoring.url);
    const report: Report = JSON.parse(stdout);
    const all = report.sections.flatMap(({ findings }) => findings);
    expect(report.ok).toBe(all.every(({ state }) => state === 'ok'));
    expect(code).toBe(report.ok ? 0 : 1);
    expect(all.filter(({ state }) => state === 'unknown')).toEqual([]);
    expect(all).toContainEqual({ name: 'web-server', state: 'ok', text: 'ok' });
    expect(all.some(({ name, text }) => name.startsWith('prime-check-worker 127.0.0.1:') && text === 'up')).toBe(true);
    expect(report.sections.map(({ title }) => title)).toEqual(
      expect.arrayContaining([
        'Health (native stack)',
        'Key metrics',
        ...(script === 'daily-check.sh' ? ['Disk'] : []),
      ]),
    );
  });

  it('says the same in lines for a person', async () => {
    const { stdout } = await call(script, [], monitoring.url);
    expect(stdout).toMatch(/^Health \(native stack\)\n {2}ok +web-server +ok$/m);
    expect(stdout).toMatch(/\nKey metrics\n {2}(ok|BAD)/);
    if (script === 'monitor.sh') expect(stdout).toContain('\nRecent errors, and what took longest\n');
  });

  it('says what it could not find out while Prometheus is away, and that this is not well', async () => {
    const { code, stdout } = await call(script, ['--json'], 'http://127.0.0.1:9');
    const report: Report = JSON.parse(stdout);
    const figures = report.sections.find(({ title }) => title === 'Key metrics')?.findings ?? [];
    expect(new Set(figures.map(({ state }) => state))).toEqual(new Set(['unknown']));
    expect([code, report.ok]).toEqual([1, false]);
  });

  it('refuses a flag that it does not know', async () => {
    const { code, stderr } = await call(script, ['--jsno'], monitoring.url);
    expect(stderr).toContain('--jsno');
    expect(code).toBe(1);
  });
});

/** As an operator calls it: from another folder. */
function call(script: string, args: string[], prometheus: string) {
  const options = { cwd: '/', env: { ...stack.env, PROMETHEUS_URL: prometheus } };
  return new Promise<{ code: number; stdout: string; stderr: string }>((resolve) => {
    const child = execFile(join(stack.folder, 'scripts', script), args, options, (_error, stdout, stderr) =>
      resolve({ code: child.exitCode ?? -1, stdout, stderr }),
    );
  });
}
