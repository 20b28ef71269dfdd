import type { Api } from '../../../api/api.ts';
import { CliError } from '../../../failures/cli-error.ts';
import { printable } from '../../../terminal/printable.ts';

/** The query that a saved view stands for. */
export async function readViewQuery(api: Api, name: string): Promise<string> {
  const { value } = await api.get('/api/dlq/views', (contracts) => contracts.ViewListSchema);
  const view = value.items.find((one) => one.name === name);
  if (view !== undefined) return view.query;
  throw new CliError('refused', `there is no view named "${printable(name)}": ballast dlq views lists them.`);
}
