import type { EventContract } from '@ballast/contracts';
import type { Outcome, RetryPolicy } from '@ballast/reliability';
import type { AttemptLog } from './attempt-log.ts';
import type { ConsumerOptions, HandlerContext, Received } from './consumer-options.ts';

/** What is done with one type of event; `on` makes it. */
export interface EventHandler {
  readonly contract: EventContract<never>;
  readonly handle: (message: Received<never>, context: HandlerContext) => Promise<Outcome>;
}

/**
 * Has a type of event handled. The handler may run twice for one event, also long after the first time: a producer may publish
 * it again, and a broker that was restored may deliver it again. So its effect must be idempotent by `identity.id`, which is
 * the producer's `event_id`.
 */
export function on<Payload>(
  contract: EventContract<Payload>,
  handle: (message: Received<Payload>, context: HandlerContext) => Promise<Outcome>,
): EventHandler {
  // The one place that knows that the two belong together.
  return { contract: contract as EventContract<never>, handle };
}

/** What a member of a group is made of. All that is not told here is as for `startConsumer`. */
export interface GroupOptions
  extends Pick<
    ConsumerOptions<never>,
    | 'concurrency'
    | 'worker'
    | 'logger'
    | 'metrics'
    | 'onActivity'
    | 'dependencies'
    | 'probe'
    | 'handlerDeadlineMs'
    | 'stopGraceMs'
  > {
  /** The key of the stream: `alt:events:articles`. */
  readonly stream: string;
  /** Among whose members each event goes to one; every group gets every event. 1 to 64 letters, digits, `_` and `-`. */
  readonly group: string;
  /** Where a group begins that is not there yet: with `all` that the stream holds (default), or with what is `new` from now on. */
  readonly from?: 'all' | 'new';
  /**
   * Of this stream's types. An event of another type is passed over, for the whole group: all members handle a new type before
   * anybody publishes it.
   */
  readonly handlers: readonly EventHandler[];
  /** Default: five attempts, after 1, 2, 4 and 8 s. */
  readonly policy?: RetryPolicy;
  /** Default: the broker keeps them, and the group needs no database. */
  readonly attempts?: AttemptLog;
  /** After which the events of a member that died go to another; of a group that is not there yet. Default 30,000. */
  readonly ackWaitMs?: number;
}
