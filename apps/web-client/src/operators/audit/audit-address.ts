/** What of the audit is shown; empty where it is not narrowed. */
export interface AuditFilters {
  readonly actor: string;
  readonly type: string;
  readonly target: string;
}

/** What of the page stands in its address. */
export interface AuditAddress extends AuditFilters {
  /** Only entries up to this one. */
  readonly upTo: number | undefined;
  /** The entry that is open. */
  readonly entry: number | undefined;
}

export function readAuditAddress(search: string): AuditAddress {
  const given = new URLSearchParams(search);
  return {
    actor: given.get('actor') ?? '',
    type: given.get('type') ?? '',
    target: given.get('target') ?? '',
    upTo: numberOf(given.get('up-to')),
    entry: numberOf(given.get('entry')),
  };
}

/** What is as it is at first is left out. */
export function writeAuditAddress({ actor, type, target, upTo, entry }: AuditAddress): string {
  const written = new URLSearchParams();
  if (actor !== '') written.set('actor', actor);
  if (type !== '') written.set('type', type);
  if (target !== '') written.set('target', target);
  if (upTo !== undefined) written.set('up-to', String(upTo));
  if (entry !== undefined) written.set('entry', String(entry));
  const text = written.toString();
  return text === '' ? '' : `?${text}`;
}

/** The first cursor of a list that begins further down: entries before it are listed. */
export function firstCursor({ upTo }: Pick<AuditAddress, 'upTo'>): string | undefined {
  return upTo === undefined ? undefined : String(upTo + 1);
}

function numberOf(text: string | null): number | undefined {
  return text !== null && /^[1-9]\d{0,14}$/u.test(text) ? Number(text) : undefined;
}
