import { stripVTControlCharacters } from 'node:util';
import { widthOf } from './shorten.ts';

/** Lines of at most `width` columns, broken between words; a word that is longer stays whole. Colours take no columns. */
export function wrap(text: string, width: number): string[] {
  if (fits(text, width)) return [text];
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/ +/)) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (line !== '' && !fits(longer, width)) {
      lines.push(line);
      line = word;
    } else line = longer;
  }
  return [...lines, line];
}

function fits(text: string, width: number): boolean {
  return widthOf(stripVTControlCharacters(text)) <= width;
}
