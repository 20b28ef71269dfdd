export { type AppEnvironmentOptions, appEnvironment, TEST_ENCRYPTION_KEY } from './app-environment.ts';
export { type AppProcess, startApp } from './app-process.ts';
export { type CertificateAuthority, createCertificateAuthority, type ServerCertificate } from './certificates.ts';
export { fillDeadLetters, messageId as filledMessageId, NEEDLE_EVERY } from './fill-dead-letters.ts';
export { holdRequests } from './hold-requests.ts';
export { launchBrowser } from './launch-browser.ts';
export { createNamespace } from './namespace.ts';
export { type NatsCluster, type NatsNode, startNatsCluster } from './nats-cluster.ts';
export { createOwnNatsServer, type OwnNatsServer } from './own-nats-server.ts';
export { type Exposition, readMetrics, type Series } from './read-metrics.ts';
export { type EventStream, openEventStream } from './server-sent-events.ts';
export { shrinkPng } from './shrink-png.ts';
export { type SinkMail, type SmtpBehaviour, type SmtpSink, type SmtpSinkOptions, startSmtpSink } from './smtp-sink.ts';
export { type ClientDataVerdict, isCommit, startTcpProxy, type TcpProxy } from './tcp-proxy.ts';
export { createTestDatabase, type TestDatabase } from './test-database.ts';
export { type TestServers, testServers } from './test-servers.ts';
export {
  type CollectorBehaviour,
  type ReceivedSpan,
  startTraceReceiver,
  type TraceReceiver,
} from './trace-receiver.ts';
export { type UntilOptions, until } from './until.ts';
