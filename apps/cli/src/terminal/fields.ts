import { printable } from './printable.ts';
import type { Screen } from './screen.ts';
import { wrap } from './wrap.ts';

const GAP = 2;

/** Names and values, one a line; what has no value is left out. Values may be painted already, hence only text from outside is cleaned before. */
export function renderFields(
  fields: readonly (readonly [name: string, value: string | undefined])[],
  screen: Screen,
): string {
  const shown = fields.filter((field): field is readonly [string, string] => field[1] !== undefined && field[1] !== '');
  if (screen.width === undefined) return shown.map(([name, value]) => `${name}\t${value}`).join('\n');
  const width = Math.max(0, ...shown.map(([name]) => name.length));
  const indent = `\n${' '.repeat(width + GAP)}`;
  const { width: columns } = screen;
  return shown
    .map(([name, value]) => {
      const lines = value.split('\n').flatMap((line) => wrap(line, columns - width - GAP));
      return `${screen.paint('dim', name.padEnd(width))}  ${lines.join(indent)}`;
    })
    .join('\n');
}

/** Text from outside as a field's value. */
export function fieldText(text: string | undefined): string | undefined {
  return text === undefined ? undefined : printable(text);
}
