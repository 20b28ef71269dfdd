import { createElement as h, type ReactNode } from 'react';
import { type FooterContent, FooterHtml } from './footer.ts';
import { FONT, paint, styleSheet } from './theme.ts';

export interface LayoutProps {
  /** Shown as the title of the tab or the printed page. */
  readonly title: string;
  /** The line that inboxes show beside the subject. */
  readonly preheader: string;
  readonly footer: FooterContent;
  readonly children?: ReactNode;
}

const COLUMN_WIDTH = 600;

/** The frame of every mail: one column of at most 600 px, a card, a footer; light and dark. */
export function Layout({ title, preheader, footer, children }: LayoutProps): ReactNode {
  return h('html', { lang: 'en', dir: 'ltr' }, [
    h(
      'head',
      { key: 'head' },
      h('meta', { httpEquiv: 'Content-Type', content: 'text/html; charset=UTF-8' }),
      h('meta', { name: 'viewport', content: 'width=device-width, initial-scale=1' }),
      h('meta', { name: 'color-scheme', content: 'light dark' }),
      h('meta', { name: 'supported-color-schemes', content: 'light dark' }),
      h('meta', { name: 'x-apple-disable-message-reformatting' }),
      // Phones take a long row of digits for a number to call.
      h('meta', { name: 'format-detection', content: 'telephone=no, date=no, address=no, email=no, url=no' }),
      h('title', null, title),
      h('style', null, styleSheet()),
    ),
    h(
      'body',
      { key: 'body', ...paint('page', { margin: 0, padding: 0, fontFamily: FONT.text }) },
      h(Preheader, { text: preheader }),
      h(Column, null, [
        h('tr', { key: 'brand' }, h('td', paint('quiet', BRAND), 'Ballast')),
        h('tr', { key: 'card' }, h('td', null, h(Card, null, children))),
        h('tr', { key: 'footer' }, h('td', paint('quiet', FOOTER), h(FooterHtml, footer))),
      ]),
    ),
  ]);
}

const BRAND = { padding: '0 4px 12px', fontSize: 14, fontWeight: 600, letterSpacing: '0.02em' };
const FOOTER = { padding: '16px 4px 0', fontSize: 13, lineHeight: '20px' };

const HIDDEN = {
  display: 'none',
  maxHeight: 0,
  maxWidth: 0,
  opacity: 0,
  overflow: 'hidden',
  fontSize: 1,
  lineHeight: '1px',
  msoHide: 'all',
};
// Inboxes fill the rest of the preview line with what comes next in the mail; these take up that room unseen.
const FILLING = '\u200c\u00a0'.repeat(80);

function Preheader({ text }: { text: string }): ReactNode {
  return h('div', { style: HIDDEN, 'aria-hidden': true, 'data-skip-in-text': true }, text, FILLING);
}

// Word lays Outlook's mails out: it knows tables with a width attribute, and no max-width.
const TABLE = { role: 'presentation', border: 0, cellPadding: 0, cellSpacing: 0 } as const;

function Column({ children }: { children?: ReactNode }): ReactNode {
  return h(
    'table',
    { ...TABLE, width: '100%', ...paint('page') },
    h(
      'tbody',
      null,
      h(
        'tr',
        null,
        h(
          'td',
          { align: 'center', style: { padding: '32px 12px' } },
          h(
            'table',
            {
              ...TABLE,
              width: COLUMN_WIDTH,
              align: 'center',
              style: { width: '100%', maxWidth: COLUMN_WIDTH, textAlign: 'left' },
            },
            h('tbody', null, children),
          ),
        ),
      ),
    ),
  );
}

function Card({ children }: { children?: ReactNode }): ReactNode {
  const { className, style } = paint('card', { borderRadius: 8, padding: '32px', borderCollapse: 'separate' });
  return h(
    'table',
    { ...TABLE, width: '100%', style: { borderCollapse: 'separate', tableLayout: 'fixed' } },
    h('tbody', null, h('tr', null, h('td', { className: `${className} card-cell`, style }, children))),
  );
}
