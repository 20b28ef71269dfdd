import { Fragment, createElement as h, type ReactNode } from 'react';
import { fitsOneLine, groupDigits } from './digits.ts';
import { FONT, paint } from './theme.ts';

/** As many digits as fit on one line of a narrow phone. */
const UNSPLIT_DIGITS = 21;
const INLINE = { fontFamily: FONT.number, fontWeight: 600 };
// A box of its own goes to the next line as a whole.
const UNSPLIT = { ...INLINE, display: 'inline-block' };
const BLOCK = {
  display: 'block',
  fontFamily: FONT.number,
  fontSize: 14,
  lineHeight: '22px',
  fontWeight: 400,
  padding: '12px 16px',
  margin: '12px 0',
  borderRadius: 8,
};

/**
 * A number in full, in groups of three that a line breaks only between. The gaps are padding and not characters, so
 * what is copied is the number.
 */
export function GroupedNumber({ digits }: { digits: string }): ReactNode {
  const groups = groupDigits(digits);
  const spans = groups.map((group, index) =>
    h(
      Fragment,
      { key: index },
      index === 0 ? null : h('wbr'),
      h('span', { className: index === groups.length - 1 ? 'g g-last' : 'g' }, group),
    ),
  );
  return h('span', looks(digits), spans);
}

function looks(digits: string): { className?: string; style: Record<string, string | number> } {
  if (digits.length <= UNSPLIT_DIGITS) return { style: UNSPLIT };
  return fitsOneLine(digits) ? { style: INLINE } : paint('inset', BLOCK);
}
