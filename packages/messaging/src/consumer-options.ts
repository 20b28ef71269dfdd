import type { MessageContract, MessageIdentity } from '@ballast/contracts';
import type { Outcome, RetryPolicy } from '@ballast/reliability';
import type { Logger, Metrics, TraceContext } from '@ballast/telemetry';
import type { AttemptLog } from './attempt-log.ts';
import type { ConsumerBreaker } from './breakers.ts';

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
  /** Who published it, and what they added to it: events of the hub have these. */
  readonly source?: string | undefined;
  readonly metadata?: Readonly<Record<string, string>> | undefined;
}

/** What a handler is told besides its message. */
export interface HandlerContext {
  /** Aborted at the handler's deadline, and when a stopping consumer can wait no longer. */
  readonly signal: AbortSignal;
}

/** What a consumer of a contract is made of. */
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
  /**
   * This process's name, as written into attempt rows and dead letters. Another one after each start: by it a process that
   * died of a message is told from one that is still at work on it.
   */
  readonly worker: string;
  readonly logger: Logger;
  readonly metrics: Metrics;
  /** Called on progress, and when the broker says that there is nothing to do. */
  readonly onActivity: () => void;
  /** What the work needs, by the names that its outcomes use (`mysql`, `smtp`): known to metrics from the start. */
  readonly dependencies?: readonly string[];
  /** Called again and again while the consumer is paused for want of a dependency; resolving means that it answers. */
  readonly probe?: (dependency: string) => Promise<void>;
  /** After this long the handler's signal is aborted and the attempt fails with `handler_timeout`. Default 120,000. */
  readonly handlerDeadlineMs?: number;
  /** How long `stop` waits for running handlers before it aborts their signals. Default 20,000. */
  readonly stopGraceMs?: number;
}

/** `paused`: a breaker is open; nothing is pulled until a probe is answered. Then one message at a time, until one is done. */
export type ConsumerState = 'running' | 'paused' | 'stopped';

/** A running consumer, as `startConsumer`, `consumeGroup` and `startRawConsumer` give it. */
export interface Consumer {
  state(): ConsumerState;
  /** One for each dependency known. */
  breakers(): ConsumerBreaker[];
  /**
   * Pulls nothing more, gives back what waits, lets running handlers finish and settles them. Resolves within
   * `stopGraceMs` plus a few seconds, connected or not. Stopping twice is fine.
   */
  stop(): Promise<void>;
}
