import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseDocument } from 'yaml';
import { SERVER_SETS } from '../suite/suites.ts';

// The parser imports JSON without saying that it is JSON, which Node wants to be told.
registerHooks({
  load: (url, context, next) =>
    next(url, url.endsWith('.json') ? { ...context, importAttributes: { type: 'json' } } : context),
});
const { convertWorkflowTemplate, NoOperationTraceWriter, parseWorkflow } = await import('@actions/workflow-parser');

const ROOT = resolve(import.meta.dirname, '../..');
const FOLDER = join(ROOT, '.github/workflows');

interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, unknown>>;
}
interface Job {
  readonly uses?: string;
  readonly 'runs-on'?: string | readonly string[];
  readonly 'timeout-minutes'?: number;
  readonly permissions?: Readonly<Record<string, string>>;
  readonly strategy?: { readonly matrix: Readonly<Record<string, readonly string[]>> };
  readonly steps?: readonly Step[];
}
interface Workflow {
  readonly on: Readonly<Record<string, unknown>>;
  readonly permissions?: unknown;
  readonly concurrency?: { readonly group: string };
  readonly jobs: Readonly<Record<string, Job>>;
}

const files = readdirSync(FOLDER).toSorted();
const textOf = (file: string) => readFileSync(join(FOLDER, file), 'utf8');

function read(file: string): Workflow {
  const document = parseDocument(textOf(file), { strict: true, uniqueKeys: true });
  expect([...document.errors, ...document.warnings]).toEqual([]);
  return document.toJS() as Workflow;
}
const jobsOf = (file: string): [string, Job][] =>
  Object.entries(read(file).jobs).map(([name, job]) => [`${file} ${name}`, job]);
const allJobs = files.flatMap(jobsOf);
const allSteps = allJobs.flatMap(([name, { steps = [] }]) => steps.map((step) => ({ name, step })));
const commands = allSteps.flatMap(({ step }) => (step.run === undefined ? [] : [step.run]));

/** What GitHub's own parser has against a workflow: unknown keys, wrong types, expressions that do not parse. */
async function faultsOf(name: string, content: string): Promise<string[]> {
  const { context, value } = parseWorkflow({ name, content }, new NoOperationTraceWriter());
  if (value !== undefined) await convertWorkflowTemplate(context, value);
  return context.errors.getErrors().map(({ message }) => message);
}

/** Who may write what, job by job: a new one is a decision. */
const WRITES: Readonly<Record<string, readonly string[]>> = {
  'release.yml image': ['attestations', 'id-token', 'packages'],
  'release.yml release': ['contents'],
};

describe('every workflow', () => {
  test.each(files)('%s is one that GitHub takes', async (file) => {
    expect(await faultsOf(file, textOf(file))).toEqual([]);
  });

  test.each([
    ['an unknown key', (text: string) => text.replace('timeout-minutes:', 'timeout-minuets:')],
    ['a wrong type', (text: string) => text.replace(/timeout-minutes: \d+/, 'timeout-minutes: [soon]')],
    ['an expression that does not parse', (text: string) => text.replace('github.ref }}', 'github.ref | }}')],
    ['a context that is not there', (text: string) => text.replace('matrix.servers }}', 'matricks.servers }}')],
  ])('with %s is none', async (_what, spoil) => {
    const spoilt = spoil(textOf('ci.yml'));
    expect(spoilt).not.toBe(textOf('ci.yml'));
    expect(await faultsOf('ci.yml', spoilt)).not.toEqual([]);
  });

  test.each(files)('%s reads alone where nothing else is said, and says which of its runs may be at once', (file) => {
    const workflow = read(file);
    expect(workflow.permissions).toEqual({ contents: 'read' });
    expect(workflow.concurrency?.group).toBeTruthy();
  });

  test('is never run with our rights for somebody else’s code', () => {
    const events = files.flatMap((file) => Object.keys(read(file).on));
    expect(events).toContain('pull_request');
    expect(events).not.toContain('pull_request_target');
    expect(events).not.toContain('workflow_run');
    const onOwnMachines = allJobs.filter(([, job]) => JSON.stringify(job['runs-on'] ?? '').includes('self-hosted'));
    expect(onOwnMachines.map(([name]) => name)).toEqual(['deploy.yml deploy']);
    expect(Object.keys(read('deploy.yml').on)).toEqual(['workflow_call', 'workflow_dispatch']);
  });
});

describe('every job', () => {
  test.each(allJobs)('%s ends in time, on a machine of a known version', (_name, job) => {
    if (job.uses !== undefined) return expect(existsSync(join(ROOT, job.uses))).toBe(true);
    expect(job['timeout-minutes']).toBeLessThanOrEqual(90);
    expect(JSON.stringify(job['runs-on'])).not.toContain('latest');
  });

  test('writes what it has to, and nothing else', () => {
    const writes = allJobs.flatMap(([name, { permissions = {} }]) => {
      const written = Object.keys(permissions).filter((scope) => permissions[scope] === 'write');
      return written.length === 0 ? [] : [[name, written.toSorted()] as const];
    });
    expect(Object.fromEntries(writes)).toEqual(WRITES);
    expect(files.map(textOf).join('\n')).not.toMatch(/write-all|read-all/);
  });
});

describe('every step', () => {
  test('every action that CI uses is pinned to a commit, one for each action, with the version behind it', () => {
    const uses = files.flatMap((file) => [...textOf(file).matchAll(/uses: (?!\.\/)(.*)/g)].map((match) => match[1]));
    expect(uses.length).toBeGreaterThan(5);
    for (const line of uses) expect(line).toMatch(/^[\w.-]+\/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
    const actions = new Set(uses.map((line) => line?.split('@')[0]));
    expect(new Set(uses).size).toBe(actions.size);
  });

  test('leaves no token behind in the clone', () => {
    const checkouts = allSteps.filter(({ step }) => step.uses?.startsWith('actions/checkout@'));
    expect(checkouts.length).toBeGreaterThan(0);
    for (const { step } of checkouts) expect(step.with?.['persist-credentials']).toBe(false);
  });

  test('has no expression in its command, where a branch’s name could become one, and no secret in the clear', () => {
    expect(commands.length).toBeGreaterThan(0);
    for (const command of commands) expect(command).not.toContain('${{');
    const secrets = files.flatMap((file) => [...textOf(file).matchAll(/\bsecrets\.(\w+)/g)].map((match) => match[1]));
    expect(new Set(secrets)).toEqual(new Set(['GITHUB_TOKEN']));
    for (const { step } of allSteps) {
      for (const [key, value] of Object.entries(step.with ?? {})) {
        if (/password|token|secret|key$/iu.test(key)) expect(value).toMatch(/^\$\{\{ [\w.]+ \}\}$/u);
      }
    }
  });

  test('calls scripts that the repository has, and that can be run', () => {
    const scripts = commands.flatMap((command) => [...command.matchAll(/\.\/(\S+)/g)].map((match) => match[1] ?? ''));
    expect(scripts).toEqual(expect.arrayContaining(['scripts/test', 'scripts/audit', 'scripts/release/notes']));
    for (const script of scripts) execFileSync('test', ['-x', join(ROOT, script)]);
  });
});

test('CI runs what .ci/run does: its two jobs have both sets of servers between them', () => {
  const local = readFileSync(join(ROOT, '.ci/run'), 'utf8').trim().split('\n').at(-1);
  expect(local).toMatch(/^exec .*scripts\/test" --servers both "\$@"$/);
  const { jobs } = read('ci.yml');
  expect(jobs.test?.strategy?.matrix.servers).toEqual(SERVER_SETS.filter((set) => set !== 'both'));
  const runs = Object.entries(jobs).map(([name, { steps = [] }]) => [name, steps.flatMap(({ run }) => run ?? [])]);
  expect(Object.fromEntries(runs)).toEqual({
    check: ['./scripts/test --quick'],
    test: ['./scripts/test --servers "$SERVERS"'],
    audit: ['./scripts/audit --sbom sbom.cdx.json'],
    image: [],
    compose: ['./scripts/containers/compose-test'],
  });
});

test('what is pinned is also kept up to date: packages, actions and images', () => {
  const { updates } = parseDocument(readFileSync(join(ROOT, '.github/dependabot.yml'), 'utf8')).toJS();
  const ecosystems = updates.map((update: Record<string, unknown>) => update['package-ecosystem']);
  expect(ecosystems).toEqual(['npm', 'github-actions', 'docker', 'docker-compose']);
});

describe('the notes of a release', () => {
  const CHANGELOG = [
    '# Changelog',
    '## [Unreleased]',
    '- not yet',
    '## [1.2.3] - 2026-01-02',
    '',
    '### Added',
    '- this',
    '## [1.2.2] - 2026-01-01',
    '- before',
    '[1.2.3]: https://example.org/1.2.3',
    '',
  ].join('\n');

  function notesOf(version: string, changelog = CHANGELOG): string {
    const folder = mkdtempSync(join(tmpdir(), 'ballast-notes-'));
    try {
      mkdirSync(join(folder, 'scripts/release'), { recursive: true });
      cpSync(join(ROOT, 'scripts/release/notes'), join(folder, 'scripts/release/notes'));
      writeFileSync(join(folder, 'CHANGELOG.md'), changelog);
      writeFileSync(join(folder, 'package.json'), '{\n  "name": "x",\n  "version": "1.2.3",\n  "private": true\n}\n');
      return execFileSync(join(folder, 'scripts/release/notes'), [version], { encoding: 'utf8', stdio: 'pipe' });
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }

  test('are what the changelog says of its version, and of no other', () => {
    expect(notesOf('1.2.3')).toBe('### Added\n- this\n');
  });

  test.each([
    ['a version that package.json does not have', '1.2.2', CHANGELOG],
    ['a version that the changelog says nothing of', '1.2.3', CHANGELOG.replace('- this', '').replace('### Added', '')],
    ['a version that the changelog does not know', '1.2.3', CHANGELOG.replace('## [1.2.3]', '## [1.2.4]')],
    ['what is no version', 'v1.2.3', CHANGELOG],
    ['what would be another command', '1.2.3; true', CHANGELOG],
  ])('are refused for %s', (_what, version, changelog) => {
    expect(() => notesOf(version, changelog)).toThrow(/Command failed/);
  });
});
