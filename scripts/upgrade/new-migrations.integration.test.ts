import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { findContractions } from './find-contractions.ts';
import { previousRelease, readFileOf } from './previous-release.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const JOURNAL = 'migrations/meta/_journal.json';

const tagsOf = (journal: string) =>
  (JSON.parse(journal) as { entries: { tag: string }[] }).entries.map(({ tag }) => tag);
const readHere = (path: string) => readFileSync(resolve(ROOT, path), 'utf8');

let commit: string;
let before: string[];
let now: string[];

beforeAll(async () => {
  commit = await previousRelease();
  before = tagsOf(await readFileOf(commit, JOURNAL));
  now = tagsOf(readHere(JOURNAL));
});

describe('the migrations since the previous release', () => {
  it('follow those that it applied, and leave them as they were', async () => {
    expect(now.slice(0, before.length)).toEqual(before);
    for (const tag of before) {
      const path = `migrations/${tag}.sql`;
      expect(readHere(path).trimEnd(), path).toBe(await readFileOf(commit, path));
    }
  });

  it('only add: that release goes on running on them', () => {
    const migrations = now.slice(before.length).map((tag) => ({
      tag,
      statements: readHere(`migrations/${tag}.sql`).split('--> statement-breakpoint'),
    }));
    // docs/upgrading.md says what to do instead, and how to give a reason.
    expect(findContractions(migrations)).toEqual([]);
  });
});

it('the rule finds what it is for in the migrations that are there: those before the first release renamed a table', () => {
  const tag = '0002_accounts';
  const statements = readHere(`migrations/${tag}.sql`).split('--> statement-breakpoint');
  expect(findContractions([{ tag, statements }]).map(({ statement }) => statement)).toContain(
    'RENAME TABLE `mail_suppressions` TO `mail_suppressions_plain`',
  );
});
