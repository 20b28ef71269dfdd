import { createElement as h, type ReactNode } from 'react';
import { Button } from './button.ts';
import { shortenDigits } from './digits.ts';
import { GroupedNumber } from './grouped-number.ts';
import { Layout } from './layout.ts';
import type { PrimeCheckResultContent } from './prime-check-result-content.ts';
import { paint } from './theme.ts';

const SENTENCE = { margin: '16px 0 0', fontSize: 20, lineHeight: '30px', fontWeight: 400 };
const EXPLANATION = { margin: '12px 0 0', fontSize: 15, lineHeight: '23px' };
const BADGE = {
  display: 'inline-block',
  padding: '4px 12px',
  borderRadius: 8,
  fontSize: 14,
  lineHeight: '20px',
  fontWeight: 600,
};

export function PrimeCheckResultHtml(content: PrimeCheckResultContent): ReactNode {
  const [before, after] = content.sentence;
  const { subject, number, isPrime, explanation, link } = content;
  return h(
    Layout,
    { title: subject, preheader: `${before}${shortenDigits(number)}${after} ${explanation}`, footer: content },
    h('span', paint(isPrime ? 'prime' : 'not-prime', BADGE), isPrime ? '✓\u00a0 Prime' : '✕\u00a0 Not prime'),
    h('p', paint('text', SENTENCE), before, h(GroupedNumber, { digits: number }), after),
    h('p', paint('quiet', EXPLANATION), explanation),
    h(Button, { href: link }, 'See the result'),
  );
}
