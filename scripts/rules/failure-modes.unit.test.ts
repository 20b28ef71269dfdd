import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '../..');
const page = readFileSync(join(root, 'docs/failure-modes.md'), 'utf8');

/** `[title](../path)` in the last cell of a row: the test that shows what the row says. */
const LINK = /\[([^\]]+)\]\(\.\.\/([^)]+\.test\.ts)\)/g;
const rows = page.split('\n').filter((line) => line.startsWith('| ') && !/^\| (-|Where|What)/.test(line));

describe('docs/failure-modes.md', () => {
  it('names a test in each of its rows', () => {
    expect(rows.length).toBeGreaterThan(20);
    for (const row of rows) expect(row).toMatch(new RegExp(LINK.source));
  });

  it.each([...page.matchAll(LINK)].map(([, title = '', file = '']) => ({ title, file })))(
    '$file has the test “$title”',
    ({ title, file }) => {
      const text = readFileSync(join(root, file), 'utf8').replaceAll("\\'", "'");
      expect(text.includes(title), `${file} has no test with the title: ${title}`).toBe(true);
    },
  );
});
