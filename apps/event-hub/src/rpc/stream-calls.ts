import { EVENT_GROUP } from '@ballast/contracts';
import { ensureGroup, eventStreamStand, type Messaging } from '@ballast/messaging';
import { Code, ConnectError, type HandlerContext } from '@connectrpc/connect';
import { checkStreamKey } from '../events/check-event.ts';
import type { EventStreams } from '../events/event-streams.ts';
import type { CreateConsumerGroupRequest, GetStreamInfoRequest } from '../generated/services/mqhub/v1/mqhub_pb.ts';
import type { Outbox } from '../outbox/outbox.ts';
import { assertMayUse } from './authenticate.ts';
import { entryId } from './publishing.ts';

export interface StreamCallsDeps {
  readonly messaging: () => Messaging;
  readonly streams: EventStreams;
  readonly outbox: Pick<Outbox, 'lookAt'>;
}

/** CreateConsumerGroup and GetStreamInfo. */
export function createStreamCalls({ messaging, streams, outbox }: StreamCallsDeps) {
  return {
    createConsumerGroup: async (asked: CreateConsumerGroupRequest, context: HandlerContext) => {
      const { stream, group } = asked;
      checkStreamKey(stream);
      if (group === '') throw invalid('group is required');
      if (!EVENT_GROUP.test(group)) throw invalid('group may have 1 to 64 letters, digits, _ and -');
      const from = startOf(asked.startId);
      assertMayUse(stream, context);
      const change = await streams.use(stream, () => ensureGroup(messaging(), stream, group, from));
      // From now on what is accepted is for this group as well, whatever becomes of the broker.
      outbox.lookAt(stream);
      return { success: true, message: change === 'created' ? 'created' : 'exists already, and stays as it is' };
    },

    getStreamInfo: async ({ stream }: GetStreamInfoRequest, context: HandlerContext) => {
      checkStreamKey(stream);
      assertMayUse(stream, context);
      const stand = await eventStreamStand(messaging(), stream);
      if (stand === undefined) throw new ConnectError('there is no such stream', Code.NotFound);
      const isEmpty = stand.messages === 0;
      return {
        length: BigInt(stand.messages),
        firstEntryId: isEmpty ? '' : entryId(stand.firstSeq),
        lastEntryId: isEmpty ? '' : entryId(stand.lastSeq),
        groups: stand.groups.map(({ name, waiting, pending, deliveredSeq }) => ({
          name,
          consumers: BigInt(waiting),
          pending: BigInt(pending),
          lastDeliveredId: entryId(deliveredSeq),
        })),
      };
    },
  };
}

function startOf(startId: string): 'all' | 'new' {
  if (startId === '' || startId === '0') return 'all';
  if (startId === '$') return 'new';
  throw invalid('start_id is "0", all that the stream holds, or "$", what comes from now on');
}

function invalid(message: string): ConnectError {
  return new ConnectError(message, Code.InvalidArgument);
}
