import { useSyncExternalStore } from 'react';
import { parseRoute, type Route } from './route.ts';

const MOVED = 'ballast:moved';

function subscribe(listener: () => void): () => void {
  window.addEventListener('popstate', listener);
  window.addEventListener(MOVED, listener);
  return () => {
    window.removeEventListener('popstate', listener);
    window.removeEventListener(MOVED, listener);
  };
}

export function useRoute(): Route {
  return parseRoute(useSyncExternalStore(subscribe, () => window.location.pathname));
}

/** What stands after the path, from its `?` on. */
export function useSearch(): string {
  return useSyncExternalStore(subscribe, () => window.location.search);
}

/** Stays on the page and changes what stands after the path; the page stays where it is scrolled to. */
export function changeSearch(search: string, how: 'push' | 'replace'): void {
  const address = `${window.location.pathname}${search}`;
  if (how === 'push') window.history.pushState(null, '', address);
  else window.history.replaceState(null, '', address);
  window.dispatchEvent(new Event(MOVED));
}

/** Goes to another page of this client without loading it anew. */
export function goTo(path: string): void {
  window.history.pushState(null, '', path);
  window.dispatchEvent(new Event(MOVED));
  window.scrollTo(0, 0);
}

/** As {@link goTo}, in place of the page that is left: "back" does not return there. */
export function replaceBy(path: string): void {
  window.history.replaceState(null, '', path);
  window.dispatchEvent(new Event(MOVED));
  window.scrollTo(0, 0);
}
