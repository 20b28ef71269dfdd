import type { AuditEntry } from '@ballast/contracts/operators';
import type { Screen } from '../../../terminal/screen.ts';
import { formatAge } from '../../../terminal/span.ts';
import { type Column, renderTable } from '../../../terminal/table.ts';

const COLUMNS: readonly Column<AuditEntry>[] = [
  { title: 'SEQ', text: ({ seq }) => String(seq), align: 'right' },
  { title: 'WHEN', text: ({ at }) => at, brief: ({ at }, { now }) => formatAge(at, now), align: 'right' },
  { title: 'WHO', text: ({ actor }) => actor, shrinkTo: 12 },
  { title: 'ACT', text: ({ act }) => act },
  { title: 'ON', text: ({ target_type, target_id }) => `${target_type} ${target_id}`, shrinkTo: 46 },
  { title: 'OUTCOME', text: ({ outcome }) => outcome, rank: 3 },
  { title: 'WHY', text: ({ reason }) => reason ?? '-', shrinkTo: 14, rank: 1 },
];

/** Entries of the audit log, one a line. */
export function renderAudit(entries: readonly AuditEntry[], screen: Screen): string {
  return renderTable(COLUMNS, entries, screen);
}
