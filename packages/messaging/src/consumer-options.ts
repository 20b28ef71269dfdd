import type { MessageContract, MessageIdentity } from '@ballast/contracts';
import type { Outcome, RetryPolicy } from '@ballast/reliability';
import type { Logger, Metrics, TraceContext } from '@ballast/telemetry';
import type { AttemptLog } from './attempt-log.ts';

/** A message as a handler gets it: read, checked against its contract, and known by its identity. */
export interface Received<Payload> {
  readonly identity: MessageIdentity;
  /** 1 for the first. */
  readonly attempt: number;
  /** Delivered before, to whomever: its effect may already be there. */
  readonly redelivered: boolean;
  readonly payload: Payload;
  readonly createdAt: Date;
  readonly trace: TraceContext;
}

export interface HandlerContext {
  /** Aborted at the handler's deadline, and when a stopping consumer can wait no longer. */
  readonly signal: AbortSignal;
}

export interface ConsumerOptions<Payload> {
  readonly contract: MessageContract<Payload>;
  readonly consumer: { readonly stream: string; readonly durable: string };
  /** Handlers running at once. As many messages again may wait in the client. */
  readonly concurrency: number;
  /**
   * Does the work; may run twice for one message, so its effect must be idempotent. Throwing is the same as returning
   * what `classifyError` says of the error. CPU-bound work belongs in worker threads: a blocked event loop sends no
   * keep-alives.
   */
  readonly handle: (message: Received<Payload>, context: HandlerContext) => Promise<Outcome>;
  readonly attempts: AttemptLog;
  readonly policy: RetryPolicy;
  /** This process's name, as written into attempt rows and dead letters. */
  readonly worker: string;
  readonly logger: Logger;
  readonly metrics: Metrics;
  /** Called on progress, and when the broker says that there is nothing to do. */
  readonly onActivity: () => void;
  /** Called again and again while paused by `unavailable`; resolving means that what was missing is back. */
  readonly probe?: () => Promise<void>;
  /** After this long the handler's signal is aborted and the attempt fails with `handler_timeout`. Default 120,000. */
  readonly handlerDeadlineMs?: number;
  /** How long `stop` waits for running handlers before it aborts their signals. Default 20,000. */
  readonly stopGraceMs?: number;
}

/** `paused`: something needed is unavailable; nothing is pulled until a probe finds it back. */
export type ConsumerState = 'running' | 'paused' | 'stopped';

export interface Consumer {
  state(): ConsumerState;
  /**
   * Pulls nothing more, gives back what waits, lets running handlers finish and settles them. Resolves within
   * `stopGraceMs` plus a few seconds, connected or not. Stopping twice is fine.
   */
  stop(): Promise<void>;
}
