import type { Database } from '@ballast/database';

export interface EditRequest {
  /** A letter's id, or its message's. */
  readonly letter: string;
  /** The whole message as JSON, or as a text of JSON. */
  readonly payload: unknown;
  /** Make a job of it at once. */
  readonly redrive?: boolean | undefined;
  readonly dryRun?: boolean | undefined;
  readonly actor: string;
  readonly reason: string;
}

export interface EditChange {
  readonly op: 'add' | 'remove' | 'replace';
  readonly path: string;
  readonly before?: unknown;
  readonly after?: unknown;
}

export interface EditAnswer {
  readonly id: string;
  readonly diff: EditChange[];
  readonly job_id: string | null;
}

/** @throws ActError `not_found`, `conflict`, `invalid_edit` with the field */
export async function editLetter(_db: Database, _request: EditRequest): Promise<EditAnswer> {
  throw new Error('not yet');
}
