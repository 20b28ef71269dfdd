import { createElement as h, type ReactNode } from 'react';
import { paint } from './theme.ts';
import { wrap } from './wrap.ts';

/** What stands under every mail: why it came, and how to get no more of them. */
export interface FooterContent {
  readonly reason: string;
  /** The page that stops all mail to this address; an absolute URL. */
  readonly stopLink: string;
}

const PARAGRAPH = { margin: '0 0 8px' };

export function FooterHtml({ reason, stopLink }: FooterContent): ReactNode {
  return [
    h('p', { key: 'reason', ...paint('quiet', PARAGRAPH) }, reason),
    h(
      'p',
      { key: 'stop', ...paint('quiet', PARAGRAPH) },
      h('a', { href: stopLink, ...paint('quiet', { textDecoration: 'underline' }) }, 'Stop all mail to this address'),
    ),
  ];
}

/** After the line that mail programs know as the beginning of a signature. */
export function footerText({ reason, stopLink }: FooterContent): string {
  return `-- \n${wrap(reason)}\n\nStop all mail to this address:\n${stopLink}`;
}
