import type { Screen } from './screen.ts';

/** A heading with what belongs under it, or nothing where there is nothing. */
export function section(title: string, body: string, screen: Screen): string {
  return body === '' ? '' : `${screen.paint('bold', title)}\n${body}`;
}

/** Parts of one answer, with an empty line between them; empty parts are left out. */
export function joinParts(parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join('\n\n');
}

export function indent(text: string, by = 2): string {
  return text.replace(/^(?=.)/gm, ' '.repeat(by));
}
