import { execFile } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const ROOT = resolve(import.meta.dirname, '../..');
const MAX_OUTPUT_BYTES = 64 * 1024 * 1024;

/** What the next release takes over from while no tag v… says so. */
const PINNED_COMMIT = 'f5521dabeb116b5493414ef0bc907f9e554338cf';
const TAGS = 'v[0-9]*';

/**
 * The commit that this one upgrades from: of the newest tag before it (`v1.2.3`), else the one pinned here.
 * @throws Error that says what to fetch, where the clone does not have it
 */
export async function previousRelease(): Promise<string> {
  const head = await git('rev-parse', 'HEAD');
  const tags = await git(
    'for-each-ref',
    '--merged=HEAD',
    '--sort=-version:refname',
    '--format=%(objectname) %(*objectname)',
    `refs/tags/${TAGS}`,
  );
  // A tag with a message points to an object of its own, which then points to the commit.
  const commits = tags.split('\n').flatMap((line) => line.trim().split(' ').at(-1) || []);
  const commit = commits.find((each) => each !== head) ?? PINNED_COMMIT;
  await git('cat-file', '-e', `${commit}^{commit}`).catch((cause: unknown) => {
    throw new Error(
      `the previous release, ${commit}, is not in this clone: fetch it with "git fetch --unshallow --tags" ` +
        '(actions/checkout: fetch-depth: 0)',
      { cause },
    );
  });
  return commit;
}

/** A file of that commit, as text. */
export async function readFileOf(commit: string, path: string): Promise<string> {
  return await git('show', `${commit}:${path}`);
}

/**
 * Lays that commit out in `folder` with the dependencies that its processes run on: from pnpm's store, where it has been installed
 * on this machine before, else from the registry.
 */
export async function checkOut(commit: string, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const archive = `${folder}.tar`;
  await git('archive', '--format=tar', `--output=${archive}`, commit, ':(exclude)docs');
  await run('tar', ['-xf', archive, '-C', folder]);
  const install = ['install', '--frozen-lockfile', '--prefer-offline', '--ignore-scripts'];
  // Whoever runs this may be a script of this workspace: its settings are not that one's.
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(npm|pnpm)_/i.test(name)));
  await run('pnpm', install, { cwd: folder, env: { ...env, CI: 'true' }, maxBuffer: MAX_OUTPUT_BYTES }).catch(
    (cause: unknown) => {
      throw new Error(`the dependencies of the previous release, ${commit}, could not be installed`, { cause });
    },
  );
}

async function git(...args: readonly string[]): Promise<string> {
  const { stdout } = await run('git', ['-C', ROOT, ...args], { maxBuffer: MAX_OUTPUT_BYTES });
  return stdout.trimEnd();
}
