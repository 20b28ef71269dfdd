import type { Messaging, PublishOutcome } from '@ballast/messaging';
import type { Logger } from '@ballast/telemetry';
import { Code, ConnectError, type HandlerContext } from '@connectrpc/connect';
import { type CheckedEvent, checkEvent, checkStreamKey } from '../events/check-event.ts';
import type { EventStreams } from '../events/event-streams.ts';
import type { Slots } from '../events/slots.ts';
import { storeEvents } from '../events/store-event.ts';
import type { PublishBatchRequest, PublishRequest } from '../generated/services/mqhub/v1/mqhub_pb.ts';
import type { HubMetrics } from '../hub-metrics.ts';
import type { Outbox } from '../outbox/outbox.ts';
import { assertMayUse } from './authenticate.ts';
import { OUTBOX_PREFERENCE, prefersOutbox } from './prefer.ts';
import { toConnectError } from './to-connect-error.ts';

export interface PublishingDeps {
  readonly messaging: () => Messaging;
  readonly streams: EventStreams;
  readonly slots: Slots;
  readonly outbox: Pick<Outbox, 'accept' | 'load'>;
  readonly metrics: HubMetrics;
  readonly logger: Logger;
  readonly isEnabled: boolean;
  readonly maxBatchSize: number;
  readonly maxBatchBytes: number;
}

/** Batches of the largest kind that may wait for the broker or the outbox; what comes then is sent away instead of filling the memory. */
const MAX_WAITING_BATCHES = 20;

/**
 * Publish and PublishBatch: every rule is checked before anything is written. Then only the broker's word is a success; or, for
 * who prefers so, the commit in the outbox. Neither stands in for the other.
 */
export function createPublishing(deps: PublishingDeps) {
  const { metrics, maxBatchSize, maxBatchBytes } = deps;
  return {
    publish: async ({ stream, event }: PublishRequest, context: HandlerContext) => {
      assertOpen(deps, stream, context);
      const checked = checkEvent(stream, event, 'event', new Date());
      if (prefersOutbox(context.requestHeader)) {
        await acceptAll(deps, stream, [checked], context);
        return { messageId: checked.id, success: true };
      }
      const [outcome] = await storeAll(deps, stream, [checked]);
      if (outcome === undefined || 'error' in outcome) throw outcome?.error;
      return { messageId: entryId(outcome.receipt.seq), success: true };
    },

    publishBatch: async ({ stream, events }: PublishBatchRequest, context: HandlerContext) => {
      assertOpen(deps, stream, context);
      if (events.length > maxBatchSize) throw tooLarge(`${maxBatchSize} events: it has ${events.length}`);
      const now = new Date();
      const checked = events.map((event, index) => checkEvent(stream, event, `events[${index}]`, now));
      const bytes = checked.reduce((sum, { body }) => sum + body.length, 0);
      if (bytes > maxBatchBytes) throw tooLarge(`${maxBatchBytes} bytes: it has ${bytes} as it would be stored`);
      metrics.batchSize.observe(events.length);
      if (events.length === 0) return {};
      if (prefersOutbox(context.requestHeader)) {
        await acceptAll(deps, stream, checked, context);
        return { messageIds: checked.map(({ id }) => id), successCount: checked.length };
      }
      return summarise(await storeAll(deps, stream, checked));
    },
  };
}

function assertOpen(deps: PublishingDeps, stream: string, context: HandlerContext): void {
  const { isEnabled, slots, outbox, maxBatchSize } = deps;
  if (!isEnabled) throw new ConnectError('the hub takes no events: MQHUB_ENABLED is off', Code.FailedPrecondition);
  checkStreamKey(stream);
  assertMayUse(stream, context);
  if (slots.load + outbox.load > MAX_WAITING_BATCHES * maxBatchSize) {
    throw new ConnectError('the hub has too much to do: nothing was stored', Code.ResourceExhausted);
  }
}

/** Accepts all events of a call or none; their ids are the entries', which have no number yet. */
async function acceptAll(
  { outbox, streams, metrics }: PublishingDeps,
  stream: string,
  events: readonly CheckedEvent[],
  { responseHeader }: HandlerContext,
): Promise<void> {
  const stop = metrics.duration.startTimer();
  try {
    await streams.admit(stream);
    await outbox.accept(stream, events);
  } catch (error) {
    metrics.accepted(stream, events.length, 'error');
    throw error;
  } finally {
    stop();
  }
  metrics.accepted(stream, events.length, 'accepted');
  responseHeader.set('Preference-Applied', OUTBOX_PREFERENCE);
}

/** Stores events in their order, several at a time, and says of each what became of it. */
async function storeAll(deps: PublishingDeps, stream: string, events: readonly CheckedEvent[]) {
  const { messaging, streams, slots, metrics, logger } = deps;
  const stop = metrics.duration.startTimer();
  const outcomes = await storeEvents(messaging, streams, stream, events, (work) => slots.run(work));
  stop();
  metrics.published(stream, outcomes);
  outcomes.forEach((outcome, index) => {
    if ('error' in outcome) {
      logger.debug({ err: outcome.error, event_id: events[index]?.id, stream }, 'an event was not stored');
    }
  });
  return outcomes;
}

/**
 * What a batch is answered. One of which nothing was stored is no success with a list of failures: it fails with the first of
 * them, so that nobody has to look into the answer to notice.
 */
function summarise(outcomes: readonly PublishOutcome[]) {
  const stored = outcomes.flatMap((one) => ('receipt' in one ? [entryId(one.receipt.seq)] : []));
  const errors = outcomes.flatMap((one, index) =>
    'error' in one ? [{ index, errorMessage: toConnectError(one.error).rawMessage, thrown: one.error }] : [],
  );
  const [first] = errors;
  if (first !== undefined && stored.length === 0) throw first.thrown;
  return {
    messageIds: stored,
    successCount: stored.length,
    failureCount: errors.length,
    errors: errors.map(({ index, errorMessage }) => ({ index, errorMessage })),
  };
}

/** The name of an entry of old: of a stream that counts, its number. */
export function entryId(seq: number): string {
  return `${seq}-0`;
}

function tooLarge(limit: string): ConnectError {
  return new ConnectError(`batch size exceeds ${limit}`, Code.InvalidArgument);
}
