import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '../..');
const page = readFileSync(join(root, 'SECURITY.md'), 'utf8');

/** `[title](path)`: the test that shows what the row says. */
const LINK = /\[([^\]]+)\]\(([^)]+\.test\.ts)\)/g;

function rowsOf(heading: string): string[] {
  const section = page.split('\n## ').find((one) => one.startsWith(heading)) ?? '';
  return section.split('\n').filter((line) => /^\| (API|V)\d/.test(line));
}

describe('SECURITY.md', () => {
  it('has each of the ten risks, and names a test for every defence that it claims', () => {
    const risks = rowsOf('OWASP API Security Top 10');
    expect(risks.map((row) => /^\| (API\d+) /.exec(row)?.[1])).toEqual(
      Array.from({ length: 10 }, (_, nth) => `API${nth + 1}`),
    );
    const items = rowsOf('OWASP ASVS');
    expect(items.length).toBeGreaterThan(20);
    for (const row of [...risks, ...items]) expect(row).toMatch(new RegExp(LINK.source));
  });

  it('says what is not met', () => {
    expect(rowsOf('Not met').length).toBeGreaterThan(3);
  });

  it.each([...page.matchAll(LINK)].map(([, title = '', file = '']) => ({ title, file })))(
    '$file has the test “$title”',
    ({ title, file }) => {
      const text = readFileSync(join(root, file), 'utf8').replaceAll("\\'", "'");
      expect(text.includes(title), `${file} has no test with the title: ${title}`).toBe(true);
    },
  );
});
