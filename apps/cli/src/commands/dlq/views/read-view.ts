import type { Api } from '../../../api/api.ts';
import { CliError } from '../../../failures/cli-error.ts';
import { printable } from '../../../terminal/printable.ts';
import type { View } from './view-table.ts';

/** A saved view, by its name. */
export async function readView(api: Api, name: string): Promise<View> {
  const { value } = await api.get('/api/dlq/views', (contracts) => contracts.ViewListSchema);
  const view = value.items.find((one) => one.name === name);
  if (view !== undefined) return view;
  throw new CliError('refused', `there is no view named "${printable(name)}": ballast dlq views lists them.`);
}
