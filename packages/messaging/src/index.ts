export type { AttemptHistory, AttemptLog, AttemptRow, Verdict } from './attempt-log.ts';
export { breakerHealth } from './breaker-health.ts';
export type { ConsumerBreaker } from './breakers.ts';
export { connectMessaging } from './connect.ts';
export { type BackgroundConnection, connectInBackground } from './connect-in-background.ts';
export { consumeGroup } from './consume-group.ts';
export { startConsumer } from './consumer.ts';
export type { Consumer, ConsumerOptions, ConsumerState, HandlerContext, Received } from './consumer-options.ts';
export { deleteStored } from './delete-stored.ts';
export {
  countEventStreams,
  type EventStreamLimits,
  type EventStreamStand,
  ensureEventStream,
  eventStreamStand,
  inspectEventStreams,
} from './event-streams.ts';
export { type EventHandler, type GroupOptions, on } from './group-options.ts';
export { type GroupProgress, isGroupThere, type StreamProgress, streamProgress } from './group-progress.ts';
export { ensureGroup } from './groups.ts';
export { decodeHeaderText } from './header-text.ts';
export { inspectStreams, type StreamState, streamState } from './inspect-streams.ts';
export type {
  Messaging,
  MessagingOptions,
  OutgoingMessage,
  PublishLimit,
  PublishOutcome,
  PublishReceipt,
} from './messaging.ts';
export { MESSAGING_ERROR_CODES, MessagingError, type MessagingErrorCode } from './messaging-error.ts';
export { type RawConsumerOptions, type RawMessage, startRawConsumer } from './raw-consumer.ts';
export { answerRequests, type OutgoingRequest, request } from './request.ts';
export { purgeStream, readStored, type StoredMessage } from './stored-messages.ts';
export { restoreStreams, type SnapshotPart, saveStreams } from './stream-snapshots.ts';
export {
  type BrokerSurvey,
  type ConsumerFill,
  type OwnStream,
  type StreamFill,
  surveyBroker,
} from './survey-broker.ts';
export { ensureTopology } from './topology.ts';
export { CONSUMER } from './topology-data.ts';
export type { TopologyOptions, TopologyReport } from './topology-options.ts';
