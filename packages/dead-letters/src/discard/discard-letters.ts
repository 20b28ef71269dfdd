import type { Refusal } from '@ballast/contracts/operators';
import type { Database } from '@ballast/database';
import type { Selection } from '../redrive/redrive-request.ts';

export interface DiscardRequest {
  readonly selection: Selection;
  readonly actor: string;
  readonly reason: string;
}

export interface DiscardAnswer {
  /** Names this act for an undo. */
  readonly discard_id: string;
  readonly discarded: number;
  readonly refused: Refusal[];
}

export async function discardLetters(_db: Database, _request: DiscardRequest): Promise<DiscardAnswer> {
  throw new Error('not yet');
}
