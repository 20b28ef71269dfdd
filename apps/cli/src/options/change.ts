import type { Command } from 'commander';
import { CliError } from '../failures/cli-error.ts';

export interface ChangeOptions {
  readonly reason?: string;
  readonly yes?: boolean;
  readonly dryRun?: boolean;
}

/** The flags of everything that changes something. */
export function addChangeFlags(command: Command, { reason = true } = {}): Command {
  if (reason) command.option('--reason <text>', 'why; it is kept in the audit log');
  return command.option('--yes', 'do not ask').option('--dry-run', 'say what would happen, and change nothing');
}

/** Letters named one by one or by a query, as the server takes them. */
export type Selection = { readonly message_ids: readonly string[] } | { readonly query: string };

/** Ids or `--query`, not both; where neither is given, `otherwise` or a fault. */
export function readSelection(
  ids: readonly string[] | undefined,
  query: string | undefined,
  otherwise?: string,
): Selection {
  const named = ids ?? [];
  // An unset variable of a script must not select everything.
  if (query?.trim() === '')
    throw new CliError('usage', '--query is empty; a query that finds every letter is status:pending.');
  if (named.length > 0 && query !== undefined) throw new CliError('usage', 'give either ids or --query, not both.');
  if (named.length > 0) return { message_ids: named };
  const text = query ?? otherwise;
  if (text === undefined) throw new CliError('usage', 'which dead letters? Give their ids, or --query.');
  return { query: text };
}

/** The text of its query, where it has one. */
export function queryOf(selection: Selection): string | undefined {
  return 'query' in selection ? selection.query : undefined;
}
