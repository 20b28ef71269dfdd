import type { DryRun } from '@ballast/contracts/operators';
import type { Answer, Api } from '../../../api/api.ts';
import { explainQuery } from '../../../api/query-fault.ts';
import { queryOf, type Selection } from '../../../options/change.ts';

/** How many letters a selection has, and of which kinds: a redrive's dry run counts them, and changes nothing. */
export function countSelection(api: Api, selection: Selection): Promise<Answer<DryRun>> {
  return explainQuery(queryOf(selection), () =>
    api.send(
      'POST',
      '/api/dlq/jobs',
      { ...selection, dry_run: true, force: true, reason: 'dry run' },
      (contracts) => contracts.DryRunSchema,
    ),
  );
}
