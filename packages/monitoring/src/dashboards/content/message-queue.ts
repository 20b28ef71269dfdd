// Long because it is one table: every panel of one dashboard, in the order of the way of a message.
import { METRICS } from '@ballast/telemetry';
import { now } from '../../promql/functions.ts';
import { minus, over } from '../../promql/operators.ts';
import { ageWhereAny } from '../define/age.ts';
import { type DashboardDefinition, lines, number, ranking, stacked, states } from '../define/panel.ts';
import { highestOf, meanOf, perSecond, quantileOf, totalNow } from '../define/scoped.ts';

const { broker, brokerServer, hub, messaging, outbox } = METRICS;

export const messageQueue: DashboardDefinition = {
  title: 'Message Queue Monitor',
  description: 'The way of a message: out of the outbox, through JetStream, to a consumer, and back when it fails.',
  rows: [
    {
      title: 'At a glance',
      panels: [
        number({
          title: 'JetStream answers',
          description:
            'Whether JetStream answered when last asked. Without it requests are still taken and wait in the outbox.',
          unit: 'count',
          limits: { warning: 1, critical: 0.5, below: true },
          words: { 0: 'no', 1: 'yes' },
          queries: [{ expr: highestOf(broker.up), legend: 'JetStream' }],
        }),
        number({
          title: 'Messages that wait',
          description: 'Messages that no consumer has been given yet, over all consumers.',
          unit: 'count',
          limits: { warning: 500, critical: 1_000 },
          queries: [
            {
              expr: totalNow(broker.consumerPending),
              legend: 'pending',
              quiet: 'consumers keep up with the load',
            },
          ],
        }),
        number({
          title: 'Oldest row in the outbox',
          description:
            'How long the oldest unpublished row has been waiting. It grows when the broker is away or a subject is stopped.',
          unit: 'seconds',
          limits: { warning: 30, critical: 120 },
          queries: [
            {
              expr: ageWhereAny(highestOf(outbox.oldest)),
              legend: 'age',
              quiet: 'rows are published faster than the outbox is measured',
            },
          ],
        }),
        number({
          title: 'Redeliveries',
          description:
            'Deliveries of messages that had been delivered before. A few are retries at work; many are a fault.',
          unit: 'messagesPerSecond',
          queries: [{ expr: perSecond(messaging.redeliveries), legend: 'redelivered' }],
        }),
      ],
    },
    {
      title: 'Outbox',
      panels: [
        stacked({
          title: 'Rows published by result',
          description:
            'Stored is the usual end. A duplicate was stored by a publish whose answer got lost; refused ones are tried again.',
          unit: 'rowsPerSecond',
          queries: [{ expr: perSecond(outbox.published, ['subject', 'result']), legend: '{{subject}} {{result}}' }],
        }),
        lines({
          title: 'Rows not published yet',
          description: 'What the database has and the broker has not. 100,000 means that or more.',
          unit: 'count',
          queries: [
            {
              expr: highestOf(outbox.backlog, ['subject']),
              legend: '{{subject}}',
              quiet: 'rows are published faster than the outbox is measured',
            },
          ],
        }),
        lines({
          title: 'Age of the oldest row',
          description: 'By subject, 0 when there is none.',
          unit: 'seconds',
          limits: { warning: 30, critical: 120 },
          queries: [
            {
              expr: ageWhereAny(highestOf(outbox.oldest, ['subject'])),
              legend: '{{subject}}',
              quiet: 'rows are published faster than the outbox is measured',
            },
          ],
        }),
        lines({
          title: 'Pauses by reason',
          description: 'Times a subject was stopped because the broker did not take its rows, failed probes included.',
          unit: 'perSecond',
          queries: [
            {
              expr: perSecond(outbox.pauses, ['reason']),
              legend: '{{reason}}',
              quiet: 'the broker stays up under the load',
            },
            {
              expr: totalNow(outbox.paused),
              legend: 'subjects that stand still',
              quiet: 'the broker stays up under the load',
            },
          ],
        }),
        lines({
          title: 'Duration of a batch',
          description: 'From the claim of rows to the commit of their publish.',
          unit: 'seconds',
          queries: [
            { expr: quantileOf(0.5, outbox.batchSeconds), legend: 'p50' },
            { expr: quantileOf(0.99, outbox.batchSeconds), legend: 'p99' },
            { expr: quantileOf(0.99, outbox.passSeconds), legend: 'look at the subjects, p99' },
          ],
        }),
        lines({
          title: 'Rows in a batch',
          description: 'Mean number of rows that one claim takes. It grows with the load.',
          unit: 'count',
          queries: [{ expr: meanOf(outbox.batchSize, ['subject']), legend: '{{subject}}' }],
        }),
      ],
    },
    {
      title: 'Streams',
      panels: [
        lines({
          title: 'Length of the queues',
          description: 'Messages in each stream: waiting, delivered and not settled, or kept.',
          unit: 'count',
          queries: [
            {
              expr: highestOf(broker.queueLength, ['queue_name']),
              legend: '{{queue_name}}',
            },
          ],
        }),
        stacked({
          title: 'Messages stored',
          description: 'What each stream takes in.',
          unit: 'messagesPerSecond',
          queries: [{ expr: perSecond(broker.stored, ['stream']), legend: '{{stream}}' }],
        }),
        lines({
          title: 'Oldest message of a stream',
          description: 'How long the oldest message has been in its stream, 0 when it is empty.',
          unit: 'seconds',
          queries: [
            {
              expr: ageWhereAny(highestOf(broker.streamOldest, ['stream'])),
              legend: '{{stream}}',
            },
          ],
        }),
        ranking({
          title: 'How full the streams are',
          description: 'By the nearest of a stream’s limits. At 100 % it takes nothing any more, and the outbox waits.',
          unit: 'share',
          limits: { warning: 0.7, critical: 0.9 },
          queries: [
            {
              expr: highestOf(broker.streamUsage, ['stream']),
              legend: '{{stream}}',
            },
          ],
        }),
        lines({
          title: 'Bytes of the streams',
          description: 'What each stream takes in the store.',
          unit: 'bytes',
          queries: [{ expr: highestOf(broker.streamBytes, ['stream']), legend: '{{stream}}' }],
        }),
      ],
    },
    {
      title: 'Consumers',
      panels: [
        lines({
          title: 'Messages not delivered yet',
          description: 'What waits before each consumer. It grows when workers are too few or gone.',
          unit: 'count',
          limits: { warning: 500, critical: 1_000 },
          queries: [
            {
              expr: highestOf(broker.consumerPending, ['stream', 'consumer']),
              legend: '{{consumer}}',
              quiet: 'consumers keep up with the load',
            },
          ],
        }),
        lines({
          title: 'Messages delivered and not settled',
          description:
            'Being worked on, or waiting for their retry; of these, those that were delivered more than once.',
          unit: 'count',
          queries: [
            { expr: highestOf(broker.consumerInFlight, ['consumer']), legend: '{{consumer}}' },
            { expr: highestOf(broker.consumerRedelivered, ['consumer']), legend: '{{consumer}} redelivered' },
          ],
        }),
        stacked({
          title: 'Deliveries by outcome',
          description:
            'How deliveries were settled: done, to be retried, dead, or put back because a dependency is away.',
          unit: 'messagesPerSecond',
          queries: [
            { expr: perSecond(messaging.deliveries, ['consumer', 'outcome']), legend: '{{consumer}} {{outcome}}' },
          ],
        }),
        lines({
          title: 'Time of processing, p95',
          description: 'From taking a delivery to its settlement.',
          unit: 'seconds',
          queries: [
            { expr: quantileOf(0.95, messaging.processing, ['consumer']), legend: '{{consumer}}', exemplars: true },
          ],
        }),
        lines({
          title: 'Requests for messages that wait',
          description: 'Pulls that wait at the broker. 0 for long is a consumer that nobody serves.',
          unit: 'count',
          queries: [{ expr: highestOf(broker.consumerPulls, ['consumer']), legend: '{{consumer}}' }],
        }),
        lines({
          title: 'Messages that workers hold',
          description: 'Running, and waiting in the client.',
          unit: 'count',
          queries: [
            {
              expr: totalNow(messaging.inFlight, ['consumer']),
              legend: '{{consumer}}',
              quiet: 'a message of the load is settled between two scrapes',
            },
          ],
        }),
        states({
          title: 'Consumers that wait',
          description:
            'Paused while something they need is away, or while they stop: they pull nothing, and nothing is lost.',
          unit: 'count',
          limits: { warning: 0.5, critical: 1 },
          words: { 0: 'pulls', 1: 'waits' },
          queries: [
            {
              expr: highestOf(messaging.paused, ['consumer', 'instance']),
              legend: '{{consumer}} {{instance}}',
              quiet: 'nothing that a consumer needs is away for long under the load',
            },
          ],
        }),
        lines({
          title: 'Acknowledgements',
          description: 'Unconfirmed ones come again: the handler finds its work done and answers at once.',
          unit: 'messagesPerSecond',
          queries: [{ expr: perSecond(messaging.acks, ['consumer', 'result']), legend: '{{consumer}} {{result}}' }],
        }),
      ],
    },
    {
      title: 'Server',
      panels: [
        stacked({
          title: 'Messages through the server',
          description: 'In from clients, out to clients, requests and answers of JetStream included.',
          unit: 'messagesPerSecond',
          queries: [{ expr: perSecond(brokerServer.messages, ['direction']), legend: '{{direction}}' }],
        }),
        lines({
          title: 'Bytes through the server',
          description: 'In from clients, out to clients.',
          unit: 'bytesPerSecond',
          queries: [{ expr: perSecond(brokerServer.bytes, ['direction']), legend: '{{direction}}' }],
        }),
        lines({
          title: 'Connections and subscriptions',
          description: 'Clients connected, and what they listen to.',
          unit: 'count',
          queries: [
            { expr: highestOf(brokerServer.connections), legend: 'connections' },
            { expr: highestOf(brokerServer.subscriptions), legend: 'subscriptions' },
            { expr: highestOf(brokerServer.streams), legend: 'streams' },
            { expr: highestOf(brokerServer.consumers), legend: 'consumers' },
          ],
        }),
        lines({
          title: 'Memory and store of the server',
          description: 'Resident memory, and what all streams take on disk of what they may.',
          unit: 'bytes',
          queries: [
            { expr: highestOf(brokerServer.memory), legend: 'memory' },
            { expr: highestOf(brokerServer.storage), legend: 'store' },
            { expr: highestOf(brokerServer.storageLimit), legend: 'limit of the store' },
          ],
        }),
        lines({
          title: 'Store in use',
          description: 'Share of the store that JetStream may take. When it is full every stream refuses.',
          unit: 'share',
          limits: { warning: 0.7, critical: 0.9 },
          queries: [
            { expr: over(highestOf(brokerServer.storage), highestOf(brokerServer.storageLimit)), legend: 'store' },
          ],
        }),
        lines({
          title: 'Requests to JetStream’s API',
          description: 'Refused ones are a stream or consumer asked for that is not there, or a limit.',
          unit: 'requestsPerSecond',
          queries: [
            { expr: perSecond(brokerServer.apiRequests), legend: 'requests' },
            { expr: perSecond(brokerServer.apiErrors), legend: 'refused', quiet: 'nothing is refused under the load' },
            {
              expr: perSecond(brokerServer.slowConsumers),
              legend: 'slow clients cut off',
              quiet: 'no client is slow under the load',
            },
          ],
        }),
        number({
          title: 'Server runs since',
          description: 'Age of the NATS server: a small number is a restart.',
          unit: 'seconds',
          queries: [{ expr: minus(now, highestOf(brokerServer.started)), legend: 'age' }],
        }),
        number({
          title: 'Processor of the server',
          description: 'Cores that the NATS server keeps busy.',
          unit: 'share',
          queries: [
            {
              expr: highestOf(brokerServer.cpu),
              legend: 'cores',
              quiet: 'the server measures itself as idle in a short load',
            },
          ],
        }),
        number({
          title: 'Last look at the streams',
          description: 'How long ago JetStream last answered for all streams: what this page shows of them is as old.',
          unit: 'seconds',
          limits: { warning: 30, critical: 120 },
          queries: [{ expr: minus(now, highestOf(broker.lastLook)), legend: 'age' }],
        }),
        number({
          title: 'Monitor answers',
          description:
            'Whether the monitor of NATS answered when last asked: the numbers of the server come from there.',
          unit: 'count',
          words: { 0: 'no', 1: 'yes' },
          queries: [{ expr: highestOf(brokerServer.up), legend: 'monitor' }],
        }),
      ],
    },
    {
      title: 'Event hub',
      panels: [
        stacked({
          title: 'Events published',
          description:
            'By what became of them. A duplicate was stored by an earlier publish of the same event_id; accepted is committed, and published afterwards.',
          unit: 'perSecond',
          queries: [{ expr: perSecond(hub.published, ['status']), legend: '{{status}}' }],
        }),
        lines({
          title: 'Events by stream',
          description: 'Other is every key that the hub does not know.',
          unit: 'perSecond',
          queries: [{ expr: perSecond(hub.published, ['stream']), legend: '{{stream}}' }],
        }),
        lines({
          title: 'Calls that fail',
          description: 'By what was called and why. Invalid arguments are the producer’s, unavailable is the broker.',
          unit: 'perSecond',
          queries: [
            {
              expr: perSecond(hub.errors, ['operation', 'error_type']),
              legend: '{{operation}} {{error_type}}',
            },
          ],
        }),
        lines({
          title: 'Time to publish',
          description: 'From a call’s checks to the broker’s answer for its last event.',
          unit: 'seconds',
          queries: [
            { expr: quantileOf(0.5, hub.duration), legend: 'p50', exemplars: true },
            { expr: quantileOf(0.99, hub.duration), legend: 'p99', exemplars: true },
          ],
        }),
        lines({
          title: 'Size of a batch',
          description: 'Events in a mean batch, and in the larger ones.',
          unit: 'count',
          queries: [
            { expr: meanOf(hub.batchSize), legend: 'mean' },
            { expr: quantileOf(0.99, hub.batchSize), legend: 'p99' },
          ],
        }),
        number({
          title: 'The hub reaches the broker',
          description: 'Whether any instance of the hub is connected. Without the broker it takes no events.',
          unit: 'count',
          limits: { warning: 1, critical: 0.5, below: true },
          words: { 0: 'no', 1: 'yes' },
          queries: [{ expr: highestOf(hub.connected), legend: 'connected' }],
        }),
      ],
    },
    {
      title: 'Outbox of the event hub',
      panels: [
        lines({
          title: 'Accepted events',
          description: 'What waits to be published, and what is published and not acknowledged by every group.',
          unit: 'count',
          queries: [{ expr: highestOf(hub.outboxRows, ['state']), legend: '{{state}}' }],
        }),
        lines({
          title: 'Age of the oldest accepted event',
          description: 'Since it was accepted, of those that wait to be published.',
          unit: 'seconds',
          queries: [
            {
              expr: ageWhereAny(highestOf(hub.outboxOldest)),
              legend: 'age',
              quiet: 'events are published faster than the outbox is measured',
            },
          ],
        }),
        lines({
          title: 'Accepted events on their way',
          description:
            'Published, published again after the broker lost or dropped them, and ended. Expired ones did not reach every group.',
          unit: 'perSecond',
          queries: [
            { expr: perSecond(hub.outboxPublished, ['result']), legend: '{{result}}' },
            {
              expr: perSecond(hub.outboxAgain, ['reason']),
              legend: 'again: {{reason}}',
              quiet: 'the broker keeps what it has under the load',
            },
            { expr: perSecond(hub.outboxEnded, ['reason']), legend: 'ended: {{reason}}' },
          ],
        }),
      ],
    },
  ],
};
