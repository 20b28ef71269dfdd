import type { MessageIdentity } from '@ballast/contracts';

export interface AttemptRow {
  readonly identity: MessageIdentity;
  readonly subject: string;
  /** `failed` is an attempt; `deferred` is a delivery that was put off and costs none. */
  readonly status: 'failed' | 'deferred' | 'success' | 'processing';
  readonly errorType?: string;
  readonly errorCode?: string;
  readonly errorMessage?: string;
  readonly processingTimeMs?: number;
  readonly worker: string;
}

/** Where attempts are counted. The broker's delivery count cannot be used: it also grows with every deferral. */
export interface AttemptLog {
  record(row: AttemptRow): Promise<void>;
  /** How many `failed` rows the identity (id, generation and enqueue) has. */
  countFailed(identity: MessageIdentity): Promise<number>;
}
