import { printable } from '../../../terminal/printable.ts';
import type { Screen } from '../../../terminal/screen.ts';

export interface Change {
  readonly op: 'add' | 'remove' | 'replace';
  readonly path: string;
  readonly before?: unknown;
  readonly after?: unknown;
}

/** What an edit changes, a place and its values each: `payload/number`, then the old one and the new one. */
export function renderDiff(diff: readonly Change[], screen: Screen): string {
  return diff.map((change) => renderChange(change, screen)).join('\n');
}

function renderChange({ op, path, before, after }: Change, screen: Screen): string {
  const lines = [screen.paint('bold', printable(path === '' ? 'the whole message' : path))];
  if (op !== 'add') lines.push(screen.paint('red', `  - ${valueText(before)}`));
  if (op !== 'remove') lines.push(screen.paint('green', `  + ${valueText(after)}`));
  return lines.join('\n');
}

function valueText(value: unknown): string {
  return printable(JSON.stringify(value) ?? 'nothing');
}
