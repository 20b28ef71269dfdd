import compile from 'icu-minify/compile';
import { describe, expect, it } from 'vitest';
import { en } from './en.ts';
import { enOperators } from './en-operators.ts';
import { ja } from './ja.ts';
import { jaOperators } from './ja-operators.ts';

const english = flatten({ ...en, ...enOperators });
const japanese = flatten({ ...ja, ...jaOperators });

describe('the catalogues', () => {
  it('have the same keys', () => {
    expect([...japanese.keys()].sort()).toEqual([...english.keys()].sort());
  });

  it.each([...english.keys()])('%s takes the same arguments and tags in both languages', (key) => {
    expect(argumentsOf(japanese.get(key) ?? '')).toEqual(argumentsOf(english.get(key) ?? ''));
  });

  it('have an area in one chunk only', () => {
    expect(Object.keys(en).filter((area) => area in enOperators)).toEqual([]);
  });

  it('write Japanese in Japanese', () => {
    const untranslated = [...japanese].filter(
      ([key, text]) => /[a-z]{3} [a-z]{3}/u.test(text) && text === english.get(key),
    );
    expect(untranslated).toEqual([]);
  });
});

function flatten(messages: object, prefix = ''): Map<string, string> {
  return new Map(
    Object.entries(messages).flatMap(([key, value]: [string, unknown]) =>
      typeof value === 'string'
        ? [[`${prefix}${key}`, value] as const]
        : [...flatten(value as object, `${prefix}${key}.`)],
    ),
  );
}

const KINDS: Readonly<Record<number, string>> = {
  1: 'choice',
  2: 'number',
  3: 'number',
  4: 'number',
  5: 'time',
  6: 'time',
};

/** Names with what they have to be. A plural takes a number, and so does what is only written as one. */
function argumentsOf(message: string): string[] {
  const found = new Set<string>();
  // A row is a text, or nodes. A node is a text, or a name, then a kind with options or what a tag is around.
  function walkRow(row: unknown): void {
    if (!Array.isArray(row)) return;
    for (const node of row) walkNode(node);
  }
  function walkNode(node: unknown): void {
    if (!Array.isArray(node)) return;
    const [name, kind, options]: unknown[] = node;
    if (typeof kind === 'number') {
      found.add(`${name}: ${KINDS[kind]}`);
      if (typeof options === 'object' && options !== null) for (const row of Object.values(options)) walkRow(row);
    } else if (node.length === 1) {
      found.add(`${name}: text`);
    } else {
      found.add(`<${name}>`);
      walkRow(node.slice(1));
    }
  }
  walkRow(compile(message));
  return [...found].sort();
}
