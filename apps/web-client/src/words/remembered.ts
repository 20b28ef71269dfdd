/** A choice of whoever uses this browser, kept in it. Where the browser keeps nothing, it lasts as long as the page. */
export function readRemembered(name: string): string | undefined {
  try {
    return localStorage.getItem(name) ?? undefined;
  } catch {
    return undefined;
  }
}

/** Undefined forgets the choice. */
export function remember(name: string, value: string | undefined): void {
  try {
    if (value === undefined) localStorage.removeItem(name);
    else localStorage.setItem(name, value);
  } catch {
    // Forbidden, or full.
  }
}
