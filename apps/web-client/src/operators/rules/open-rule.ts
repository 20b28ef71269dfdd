/** What of the rules page is open beside its list. */
export type OpenRule =
  | { readonly what: 'new'; readonly rule?: undefined }
  | { readonly what: 'edit' | 'results'; readonly rule: string };

export function readOpenRule(search: string): OpenRule | undefined {
  const given = new URLSearchParams(search);
  if (given.has('new')) return { what: 'new' };
  for (const what of ['edit', 'results'] as const) {
    const rule = given.get(what);
    if (rule !== null) return { what, rule };
  }
  return undefined;
}

export function writeOpenRule(opened: OpenRule | undefined): string {
  if (opened === undefined) return '';
  return `?${new URLSearchParams({ [opened.what]: opened.rule ?? '' })}`;
}
