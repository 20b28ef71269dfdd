import type { ComponentProps, MouseEvent } from 'react';
import { goTo } from './use-route.ts';

/** A link to another page of this client. With a modifier key it stays the browser's own: new tab, new window, download. */
export function Link({ to, ...rest }: { to: string } & Omit<ComponentProps<'a'>, 'href' | 'onClick'>) {
  function follow(event: MouseEvent): void {
    if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    goTo(to);
  }
  return <a {...rest} href={to} onClick={follow} />;
}
