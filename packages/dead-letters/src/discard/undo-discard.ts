import type { Refusal } from '@ballast/contracts/operators';
import type { Database } from '@ballast/database';

export interface UndoRequest {
  readonly selection: { readonly discardId: string } | { readonly ids: readonly string[] };
  readonly actor: string;
  readonly reason: string;
}

export interface UndoAnswer {
  readonly restored: number;
  readonly refused: Refusal[];
}

/** @throws ActError `not_found` when no discard has this id. */
export async function undoDiscard(_db: Database, _request: UndoRequest): Promise<UndoAnswer> {
  throw new Error('not yet');
}
