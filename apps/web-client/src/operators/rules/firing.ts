import type { AuditEntry } from '@ballast/contracts/operators';
import { z } from 'zod';

/** What a rule's act says of itself in the audit. */
const DetailsSchema = z.object({
  letters: z.number(),
  shadow: z.boolean().optional(),
  job_id: z.string().optional(),
  examples: z.array(z.string()).default([]),
  passed_over: z.record(z.string(), z.number()).default({}),
});

export interface Firing extends z.output<typeof DetailsSchema> {
  readonly seq: number;
  readonly at: string;
}

/** The acts among a rule's entries; of one whose details say something else nothing is shown. */
export function firingsOf(entries: readonly AuditEntry[]): Firing[] {
  return entries.flatMap(({ act, seq, at, details }) => {
    const read = DetailsSchema.safeParse(details);
    return act === 'rule.fire' && read.success ? [{ seq, at, ...read.data }] : [];
  });
}
