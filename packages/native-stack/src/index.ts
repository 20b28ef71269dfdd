export { awaitReady, describeExit, type Readiness } from './await-ready.ts';
export type { Durability } from './durability.ts';
export { NativeStackError, type NativeStackErrorCode } from './errors.ts';
export { findServerBinary, type ServerBinary } from './find-server-binary.ts';
export { assertPortFree, findFreePort, isPortFree } from './free-port.ts';
export {
  type LoggedProcessOptions,
  type ProcessExit,
  type RunningProcess,
  startLoggedProcess,
} from './logged-process.ts';
export type { MysqlFlavour } from './mysql/flags.ts';
export { type MysqlHandle, type MysqlOptions, startMysql } from './mysql/start-mysql.ts';
export { probeServer, type ServerName } from './probe-server.ts';
export type { ServerHandle } from './server-process.ts';
export { isVersionAtLeast } from './server-version.ts';
export { type MailHandle, type MailOptions, startMail } from './start-mail.ts';
export {
  type AlertmanagerOptions,
  type ServerAccount,
  startAlertmanager,
  startMysqlExporter,
  startNodeExporter,
  startRedisExporter,
} from './start-monitoring-tool.ts';
export { type NatsHandle, type NatsOptions, startNats } from './start-nats.ts';
export { type PrometheusOptions, startPrometheus } from './start-prometheus.ts';
export { type RedisOptions, startRedis } from './start-redis.ts';
