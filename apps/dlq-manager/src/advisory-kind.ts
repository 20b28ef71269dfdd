export const ADVISORY_KINDS = ['max_deliveries', 'msg_terminated', 'other'] as const;
export type AdvisoryKind = (typeof ADVISORY_KINDS)[number];

/** What an advisory is about, by its subject: `$JS.EVENT.ADVISORY.CONSUMER.<KIND>.<stream>.<consumer>`. */
export function advisoryKind(subject: string): AdvisoryKind {
  const kind = /^\$JS\.EVENT\.ADVISORY\.CONSUMER\.([A-Z_]+)\./u.exec(subject)?.[1]?.toLowerCase();
  return ADVISORY_KINDS.find((known) => known === kind) ?? 'other';
}
