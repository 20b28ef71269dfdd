import { createElement as h, type ReactNode } from 'react';
import { Button } from './button.ts';
import type { FooterContent } from './footer.ts';
import { Layout } from './layout.ts';
import { FONT, paint } from './theme.ts';

export interface LetterContent extends FooterContent {
  readonly subject: string;
  readonly preheader: string;
  readonly heading: string;
  readonly paragraphs: readonly string[];
  readonly button: string;
  /** Where the button leads; an absolute URL. */
  readonly link: string;
  /** Whether the link also stands there in full, for who copies it. */
  readonly isLinkShown?: boolean;
  readonly closing?: string;
}

// A name may be one long word.
const HEADING = { margin: 0, fontSize: 20, lineHeight: '30px', fontWeight: 600, wordBreak: 'break-word' };
const PARAGRAPH = { margin: '12px 0 0', fontSize: 16, lineHeight: '25px' };
const SMALL = { margin: '24px 0 0', fontSize: 14, lineHeight: '22px' };
const LINK = {
  display: 'block',
  margin: '8px 0 0',
  padding: '12px 16px',
  borderRadius: 8,
  fontFamily: FONT.number,
  fontSize: 13,
  lineHeight: '20px',
  textDecoration: 'none',
  // A token has no place of its own to break at.
  wordBreak: 'break-all',
};

/** A mail of a heading, some paragraphs and one thing to do. */
export function LetterHtml(content: LetterContent): ReactNode {
  const { subject, preheader, heading, paragraphs, button, link, isLinkShown = false, closing } = content;
  return h(
    Layout,
    { title: subject, preheader, footer: content },
    h('h1', paint('text', HEADING), heading),
    paragraphs.map((text) => h('p', { key: text, ...paint('text', PARAGRAPH) }, text)),
    h(Button, { href: link }, button),
    isLinkShown ? h('p', paint('quiet', SMALL), 'Or copy this link into your browser:') : null,
    isLinkShown ? h('a', { href: link, ...paint('inset', LINK) }, link) : null,
    closing === undefined ? null : h('p', paint('quiet', SMALL), closing),
  );
}
