import { execFile } from 'node:child_process';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { appEnvironment, createNamespace, createTestDatabase, startApp, type TestDatabase } from '@ballast/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { OFFERED_PACKAGES } from '../api/offered-packages.ts';
import { createOutsideProject, type OutsideProject, readExamples } from './test/outside-project.ts';

const run = promisify(execFile);
const TSC = resolve(import.meta.dirname, '../../node_modules/.bin/tsc');

describe('the example in the README of a package for others', () => {
  let project: OutsideProject;
  let database: TestDatabase;
  let env: Record<string, string>;

  beforeAll(async () => {
    [project, database] = await Promise.all([createOutsideProject(), createTestDatabase()]);
    env = appEnvironment({ database: database.options, namespace: createNamespace() });
    for (const { file, code } of OFFERED_PACKAGES.flatMap(readExamples)) await project.write(file, code);
  });
  afterAll(() => Promise.all([project.remove(), database.drop()]));

  it('is well typed', async () => {
    const { stdout } = await run(TSC, ['--project', project.folder]).catch((error: { stdout: string }) => error);
    expect(stdout).toBe('');
  });

  it.each(OFFERED_PACKAGES.filter((name) => name !== 'runtime').flatMap(readExamples))(
    'prints what the README says, and ends by itself: $file',
    async ({ file, prints }) => {
      const { stdout, stderr } = await run(process.execPath, [join(project.folder, file)], {
        env: { ...env, PATH: process.env.PATH },
        timeout: 120_000,
      });
      expect({ stdout, stderr }).toEqual({ stdout: prints, stderr: '' });
    },
  );

  it('is a process that becomes ready, and ends well when it is told to: runtime', async () => {
    const [example] = readExamples('runtime');
    const app = await startApp('runtime', { ...env, LOG_LEVEL: 'silent' }, join(project.folder, 'runtime.ts'));
    await app.ready();
    expect(await app.stop()).toBe(0);
    expect(app.logs).toEqual(example?.prints.trim().split('\n'));
  });
});
