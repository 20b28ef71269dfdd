export type { AttemptLog, AttemptRow } from './attempt-log.ts';
export { connectMessaging } from './connect.ts';
export { startConsumer } from './consumer.ts';
export type { Consumer, ConsumerOptions, ConsumerState, HandlerContext, Received } from './consumer-options.ts';
export type { Messaging, MessagingOptions, OutgoingMessage, PublishReceipt } from './messaging.ts';
export { MESSAGING_ERROR_CODES, MessagingError, type MessagingErrorCode } from './messaging-error.ts';
export { ensureTopology } from './topology.ts';
export { CONSUMER } from './topology-data.ts';
export type { TopologyOptions, TopologyReport } from './topology-options.ts';
