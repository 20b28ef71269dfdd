import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { ALLOWED_CONTRACTIONS } from './allowed-contractions.ts';
import { type Contraction, findContractions } from './find-contractions.ts';
import { previousRelease, readFileOf } from './previous-release.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const JOURNAL = 'migrations/meta/_journal.json';

const tagsOf = (journal: string) =>
  (JSON.parse(journal) as { entries: { tag: string }[] }).entries.map(({ tag }) => tag);
const migrationOf = (tag: string) => ({
  tag,
  statements: readHere(`migrations/${tag}.sql`).split('--> statement-breakpoint'),
});
const keyOf = ({ tag, statement }: Contraction) => `${tag}: ${statement}`;
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

  it('only add, or say why that release does not mind: it goes on running on them', () => {
    const allowed = new Set(ALLOWED_CONTRACTIONS.map(keyOf));
    const found = findContractions(now.slice(before.length).map(migrationOf));
    // docs/upgrading.md says what to do instead.
    expect(found.filter((contraction) => !allowed.has(keyOf(contraction)))).toEqual([]);
  });

  it('are excused for nothing that they do not contain', () => {
    const added = now.slice(before.length);
    const found = new Set(findContractions(added.map(migrationOf)).map(keyOf));
    for (const allowed of ALLOWED_CONTRACTIONS) {
      // Those of earlier releases may stay, or go.
      expect(now).toContain(allowed.tag);
      if (added.includes(allowed.tag)) expect(found).toContain(keyOf(allowed));
      expect(allowed.reason.length).toBeGreaterThan(20);
    }
  });
});

it('the rule finds what it is for in the migrations that are there: those before the first release renamed a table', () => {
  const tag = '0002_accounts';
  expect(findContractions([migrationOf(tag)]).map(({ statement }) => statement)).toContain(
    'RENAME TABLE `mail_suppressions` TO `mail_suppressions_plain`',
  );
});
