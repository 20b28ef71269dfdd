import { useSyncExternalStore } from 'react';
import { createCell } from '../session/cell.ts';
import { readRemembered, remember } from '../words/remembered.ts';

/** `system` is what the browser says. */
export const THEMES = ['system', 'light', 'dark'] as const;
type Theme = (typeof THEMES)[number];

const REMEMBERED = 'ballast:theme';
const theme = createCell<Theme>(THEMES.find((one) => one === readRemembered(REMEMBERED)) ?? 'system');

/** Changes the theme, and remembers it. */
export function chooseTheme(chosen: Theme): void {
  remember(REMEMBERED, chosen === 'system' ? undefined : chosen);
  theme.set(chosen);
  showTheme();
}

export function useTheme(): Theme {
  return useSyncExternalStore(theme.subscribe, theme.get);
}

/** Puts the page, and the browser's frame around it, into the theme that is chosen. */
export function showTheme(): void {
  const chosen = theme.get();
  document.documentElement.dataset.theme = chosen;
  for (const meta of document.querySelectorAll<HTMLMetaElement>('meta[name="theme-color"]')) {
    const own = meta.dataset.theme;
    meta.media = chosen === 'system' ? `(prefers-color-scheme: ${own})` : chosen === own ? 'all' : 'not all';
  }
}
