import { fitsOneLine, groupDigits } from './digits.ts';
import { footerText } from './footer.ts';
import type { PrimeCheckResultContent } from './prime-check-result-content.ts';
import { wrap } from './wrap.ts';

/** 18 groups of three with a space between them: 71 columns. */
const GROUPS_PER_LINE = 18;

export function primeCheckResultText(content: PrimeCheckResultContent): string {
  const [before, after] = content.sentence;
  const paragraphs = [
    // On one line whatever its length, so that the number can be copied and searched.
    `${before}${content.number}${after}`,
    ...(fitsOneLine(content.number) ? [] : [groupedLines(content.number)]),
    wrap(content.explanation),
    `See the result: ${content.link}`,
    footerText(content),
  ];
  return `${paragraphs.join('\n\n')}\n`;
}

function groupedLines(digits: string): string {
  const groups = groupDigits(digits).map((group) => group.padStart(3));
  const lines: string[] = [];
  for (let from = 0; from < groups.length; from += GROUPS_PER_LINE) {
    lines.push(groups.slice(from, from + GROUPS_PER_LINE).join(' '));
  }
  return lines.join('\n');
}
