export { type AppEnvironmentOptions, appEnvironment } from './app-environment.ts';
export { type AppProcess, startApp } from './app-process.ts';
export { createNamespace } from './namespace.ts';
export { type EventStream, openEventStream } from './server-sent-events.ts';
export { type SinkMail, type SmtpBehaviour, type SmtpSink, startSmtpSink } from './smtp-sink.ts';
export { type ClientDataVerdict, startTcpProxy, type TcpProxy } from './tcp-proxy.ts';
export { createTestDatabase, type TestDatabase } from './test-database.ts';
export { type TestServers, testServers } from './test-servers.ts';
export { type UntilOptions, until } from './until.ts';
