import { createElement as h, type ReactNode } from 'react';
import { paint } from './theme.ts';

/** A link that looks like a button. The cell carries the colour, so that Outlook paints the whole of it. */
export function Button({ href, children }: { href: string; children?: ReactNode }): ReactNode {
  const padding = { padding: '12px 20px', borderRadius: 8 };
  const link = { display: 'inline-block', fontSize: 16, lineHeight: '24px', fontWeight: 600, textDecoration: 'none' };
  return h(
    'table',
    { role: 'presentation', border: 0, cellPadding: 0, cellSpacing: 0, style: { marginTop: 24 } },
    h(
      'tbody',
      null,
      h('tr', null, h('td', paint('button', padding), h('a', { href, ...paint('button', link) }, children))),
    ),
  );
}
