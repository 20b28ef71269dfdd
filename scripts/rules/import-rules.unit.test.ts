import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { cruise } from 'dependency-cruiser';
import extractOptions from 'dependency-cruiser/config-utl/extract-depcruise-options';
import { afterEach, beforeEach, expect, test } from 'vitest';

const OPTIONS = await extractOptions(resolve(import.meta.dirname, '../../.dependency-cruiser.mjs'));

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ballast-rules-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

test('a tree that keeps the import direction breaks no rule', async () => {
  await write({
    'apps/web-server/src/main.ts': "import { a } from '@ballast/database';\nimport type { B } from './b.ts';\na as B;",
    'apps/web-server/src/b.ts': "import { runtime } from '@ballast/runtime';\nexport type B = typeof runtime;",
    'apps/web-server/src/main.integration.test.ts': "import '@ballast/testkit';",
    'packages/database/src/index.ts': "export { a } from './a.ts';",
    'packages/database/src/a.ts': "import '@ballast/runtime';\nimport '@ballast/contracts';\nexport const a = 1;",
    'packages/runtime/src/index.ts': 'export const runtime = 1;',
    'packages/contracts/src/index.ts': 'export {};',
    'packages/testkit/src/index.ts': "import '@ballast/database';",
  });
  expect(await brokenRules()).toEqual([]);
});

test.each([
  [
    'a cycle of types alone',
    'no-circular',
    {
      'packages/runtime/src/a.ts': "import type { B } from './b.ts';\nexport type A = B;",
      'packages/runtime/src/b.ts': "import type { A } from './a.ts';\nexport type B = A | 1;",
    },
  ],
  [
    'runtime importing the database, as a type',
    'runtime-level-points-down',
    {
      'packages/runtime/src/index.ts': "import type { Database } from '@ballast/database';\nexport type X = Database;",
      'packages/database/src/index.ts': 'export interface Database { x: 1 }',
    },
  ],
  [
    'messaging importing the database beside it',
    'database-level-points-down',
    {
      'packages/messaging/src/index.ts': "import '@ballast/database';",
      'packages/database/src/index.ts': 'export {};',
    },
  ],
  [
    'a pure package importing another of ours',
    'pure-packages-import-nothing-of-ours',
    {
      'packages/contracts/src/index.ts': "import '@ballast/telemetry';",
      'packages/telemetry/src/index.ts': 'export {};',
    },
  ],
  [
    'an app importing an app',
    'nobody-imports-an-app',
    {
      'apps/web-server/src/main.ts': "import '../../email-send-worker/src/main.ts';",
      'apps/email-send-worker/src/main.ts': 'export {};',
    },
  ],
  [
    'the web client importing more than the contracts',
    'web-client-imports-contracts-alone',
    {
      'apps/web-client/src/app.tsx': "import { p } from '@ballast/primality';\nexport const App = () => <b>{p}</b>;",
      'packages/primality/src/index.ts': 'export const p = 1;',
    },
  ],
  [
    'product code importing the testkit',
    'testkit-is-for-tests',
    {
      'apps/web-server/src/main.ts': "await import('@ballast/testkit');",
      'packages/testkit/src/index.ts': 'export {};',
    },
  ],
  [
    'product code importing the native stack',
    'native-stack-is-for-scripts-and-tests',
    {
      'apps/web-server/src/main.ts': "export { s } from '@ballast/native-stack';",
      'packages/native-stack/src/index.ts': 'export const s = 1;',
    },
  ],
  [
    'a file reached past the index',
    'packages-are-entered-by-their-entries',
    {
      'apps/web-server/src/main.ts': "import '../../../packages/runtime/src/inside.ts';",
      'packages/runtime/src/inside.ts': 'export {};',
    },
  ],
  [
    'a deep import through the package name',
    'resolvable',
    {
      'apps/web-server/src/main.ts': "import '@ballast/runtime/src/inside.ts';",
      'packages/runtime/src/index.ts': 'export {};',
      'packages/runtime/src/inside.ts': 'export {};',
    },
  ],
  [
    "a file importing its own package's index",
    'own-index-is-for-others',
    {
      'packages/runtime/src/index.ts': 'export const a = 1;',
      'packages/runtime/src/b.ts': "import { a } from './index.ts';\nexport const b = a;",
    },
  ],
  [
    'the NATS client outside of messaging',
    'nats-stays-in-messaging',
    {
      'packages/outbox/src/index.ts': "import type { Msg } from 'nats';\nexport type M = Msg;",
      'node_modules/nats/index.js': 'module.exports = {};',
      'node_modules/nats/package.json': '{"name":"nats","main":"index.js"}',
    },
  ],
] as const)('%s breaks %s', async (_what, rule, files) => {
  await write(files);
  expect(await brokenRules()).toContain(rule);
});

/** Writes the files, and makes each package importable by its name, through an `exports` that offers the index alone. */
async function write(files: Readonly<Record<string, string>>): Promise<void> {
  for (const [path, text] of Object.entries({ 'apps/empty.ts': '', 'packages/empty.ts': '', ...files })) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
  const names = new Set(Object.keys(files).flatMap((path) => /^packages\/([^/]+)\//.exec(path)?.slice(1) ?? []));
  await mkdir(join(folder, 'node_modules/@ballast'), { recursive: true });
  for (const name of names) {
    const manifest = { name: `@ballast/${name}`, type: 'module', exports: { '.': './src/index.ts' } };
    await writeFile(join(folder, 'packages', name, 'package.json'), JSON.stringify(manifest));
    await symlink(join(folder, 'packages', name), join(folder, 'node_modules/@ballast', name));
  }
}

async function brokenRules(): Promise<string[]> {
  const { output } = await cruise(['apps', 'packages'], { ...OPTIONS, baseDir: folder });
  if (typeof output === 'string') throw new Error(output);
  return [...new Set(output.summary.violations.map((violation) => violation.rule.name))];
}
