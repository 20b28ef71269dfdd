import type { MessageIdentity } from '@ballast/contracts';

/** What became of one delivery of a message, as it is written down. */
export interface AttemptRow {
  readonly identity: MessageIdentity;
  readonly subject: string;
  /**
   * `failed` is an attempt; `deferred` is a delivery that was put off and costs none; `processing` is the mark that a
   * suspect's work begins.
   */
  readonly status: 'failed' | 'deferred' | 'success' | 'processing';
  readonly errorType?: string;
  readonly errorCode?: string;
  readonly errorMessage?: string;
  readonly processingTimeMs?: number;
  /** The attempt's number, from 1. */
  readonly attempt?: number;
  readonly worker: string;
}

/** What a handler, or the suspicion of it, has said once and for all of a message. */
export interface Verdict {
  readonly type: 'permanent' | 'poison';
  readonly code: string;
  readonly message: string;
}

/** What the rows of one enqueue of a message tell. */
export interface AttemptHistory {
  /** `failed` rows: attempts spent. */
  readonly failed: number;
  readonly firstFailedAt?: Date | undefined;
  /** What the last attempt failed with. */
  readonly lastFailedCode?: string | undefined;
  readonly lastFailedMessage?: string | undefined;
  /** Why it was given up at once, if it was and no success came after that: it lacks its letter, and is not to be run. */
  readonly verdict?: Verdict | undefined;
  /** Rows that say what became of a delivery: all but the marks. */
  readonly outcomes: number;
  /** Who wrote the marks that nothing has closed, the oldest first. A `deferred` closes its own worker's, others close all. */
  readonly openMarks: readonly string[];
}

/** Where attempts are counted. The broker's delivery count cannot be used: it also grows with every deferral. */
export interface AttemptLog {
  /** What it needs, as the breakers call it: `mysql` when it does not say. */
  readonly dependency?: string;
  record(row: AttemptRow): Promise<void>;
  /** What is known about the identity (id, generation and enqueue) on its subject: another subject's is another message. */
  history(identity: MessageIdentity, subject: string): Promise<AttemptHistory>;
}
