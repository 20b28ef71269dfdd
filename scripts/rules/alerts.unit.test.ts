import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync, globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type Alert, alertGroups, allAlerts, runbookOf, serverFiles, writeFiles } from '@ballast/monitoring';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import {
  type AlertCase,
  LINKS,
  type PromtoolTest,
  together,
  toPromtoolTests,
  withoutData,
} from '../monitoring/test/alert-case.ts';
import { MESSAGE_CASES } from '../monitoring/test/message-cases.ts';
import { OBJECTIVE_TESTS } from '../monitoring/test/objective-tests.ts';
import { PROCESS_CASES } from '../monitoring/test/process-cases.ts';
import { useMonitoringTools } from '../monitoring/test/use-tools.ts';
import { BURN_CASES, WEB_CASES } from '../monitoring/test/web-cases.ts';

const run = promisify(execFile);
const root = join(import.meta.dirname, '../..');
const CASES = [...WEB_CASES, ...MESSAGE_CASES, ...PROCESS_CASES, ...BURN_CASES.flat()];
const alerts = allAlerts();
/** The cases of each rule file; objectives have theirs in groups. */
const GROUPS = alertGroups()
  .filter(({ name }) => name !== 'objectives')
  .map(({ name, alerts: own }) => ({
    group: name,
    cases: CASES.filter(({ alert }) => own.some((one) => one.name === alert)),
  }));
let folder: string;

beforeAll(async () => {
  useMonitoringTools();
  folder = mkdtempSync(join(tmpdir(), 'ballast-alerts-'));
  const targets = { processes: noTargets(), exporters: {}, alertmanager: 'localhost:1', prometheus: 'localhost:2' };
  const mail = { server: 'localhost:3', from: 'a@example.com', to: 'b@example.com' };
  await writeFiles(folder, serverFiles({ prometheus: { targets }, alertmanager: { secrets: {}, mail }, links: LINKS }));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

// promtool runs through days of samples.
const TIMEOUT = { timeout: 60_000 };

describe('alerts', TIMEOUT, () => {
  it.each(GROUPS)(
    'of $group fire when they should, after waiting as long as they should, and not otherwise',
    async ({ group, cases }) => {
      const tests = cases.flatMap((one) => toPromtoolTests(one, alertOf(one)));
      expect(tests.length).toBeGreaterThan(cases.length);
      await passes(group, tests);
    },
  );

  it('of objectives do so as well', async () => {
    const tests = BURN_CASES.flatMap((cases) => {
      const [first = [], ...others] = cases.map((one) => toPromtoolTests(one, alertOf(one)));
      return first.map((test, index) => together([test, ...others.flatMap((list) => list[index] ?? [])]));
    });
    await passes('objectives', tests);
  });

  it('stay silent without data, but for those that miss something', async () => {
    await passes('*', [withoutData(CASES.map((one) => [one, alertOf(one)]))]);
  });

  it('each have a case of their own', () => {
    expect([...new Set(CASES.map(alertOf))].toSorted(byText)).toEqual([...alerts].toSorted(byText));
  });

  it('are told to be wrong by a case that is wrong', async () => {
    const [first] = CASES;
    if (first === undefined) throw new Error('no case');
    const tests = toPromtoolTests({ ...first, from: first.from + 1 }, alertOf(first));
    await expect(passes('web', tests)).rejects.toThrow('FAILED');
  });

  it('pass the linter of promtool', async () => {
    const files = globSync('{alerts,rules}/*.yml', { cwd: folder }).map((file) => join(folder, file));
    expect(files.length).toBeGreaterThan(5);
    await run('promtool', ['check', 'rules', '--lint=all', '--lint-fatal', ...files]);
  });

  it.each(alerts.map(({ name }) => ({ name, page: `docs/runbooks/${runbookOf(name)}` })))(
    '$name has a runbook that says what it means, whom it hurts, how to find the cause and what to do',
    ({ name, page }) => {
      const text = existsSync(join(root, page)) ? readFileSync(join(root, page), 'utf8') : '';
      const headings = [...text.matchAll(/^#+ (.*)$/gm)].map(([, heading]) => heading);
      expect(headings, page).toEqual([name, 'Meaning', 'Impact', 'Diagnosis', 'Mitigation']);
      expect(text, `${page} names no command`).toMatch(/^ {4}\S|`\.?\/?(scripts\/)?(ballast|docker|curl) /m);
      // Prometheus serves it, and would take this for a template.
      expect(text).not.toContain('{{');
    },
  );

  it('have no runbook without an alert', () => {
    const pages = globSync('docs/runbooks/*.md', { cwd: root }).map((page) => page.slice('docs/runbooks/'.length));
    expect(pages.toSorted()).toEqual(
      [...new Set([...alerts.map(({ name }) => runbookOf(name)), ...OTHER_PAGES])].toSorted(),
    );
  });
});

describe('objectives', TIMEOUT, () => {
  it('are recorded from what processes count, over traffic alone', async () => {
    await promtool({ rule_files: ['rules/*.yml'], evaluation_interval: '5m', tests: OBJECTIVE_TESTS });
  });
});

/** Pages of `docs/runbooks` about work that no alert asks for. */
const OTHER_PAGES = ['rate-limits.md'];

function passes(group: string, tests: readonly PromtoolTest[]): Promise<void> {
  return promtool({ rule_files: [`alerts/${group}.yml`], evaluation_interval: '1m', tests });
}

async function promtool(suite: object): Promise<void> {
  const path = join(folder, `${randomUUID()}.tests.yml`);
  writeFileSync(path, stringify(suite, { aliasDuplicateObjects: false }));
  await run('promtool', ['test', 'rules', path], { maxBuffer: 64 * 1024 * 1024 }).catch(
    (error: { stdout: string; stderr: string }) => {
      throw new Error(error.stderr + error.stdout);
    },
  );
}

function alertOf({ alert, rule = {} }: AlertCase): Alert {
  const found = alerts.find(
    ({ name, labels = {} }) =>
      name === alert && Object.entries(rule).every(([label, value]) => labels[label] === value),
  );
  if (found === undefined) throw new Error(`no alert ${alert} ${JSON.stringify(rule)}`);
  return found;
}

function byText(one: Alert, other: Alert): number {
  return JSON.stringify(one).localeCompare(JSON.stringify(other));
}

function noTargets() {
  return {
    'web-server': [],
    'outbox-publisher': [],
    'prime-check-worker': [],
    'email-send-worker': [],
    'dlq-manager': [],
    'event-hub': [],
  };
}
