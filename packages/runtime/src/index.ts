export { AddressRanges } from './address-ranges.ts';
export type { Clock } from './clock.ts';
export { type BaseConfig, baseEnv, handlerGraceMs } from './config/base-env.ts';
export { BAD_CONFIG_EXIT_CODE, ConfigError } from './config/config-error.ts';
export { type EncryptionConfig, encryptionEnv, refuseLostKeysThatAreHere } from './config/encryption-env.ts';
export type { Environment } from './config/environment.ts';
export { findKey, type KeyEntry, type KeyListRules, keyListVariable } from './config/key-list.ts';
export { loadConfig } from './config/load-config.ts';
export { type MysqlAddress, type MysqlConfig, mysqlAddress, mysqlEnv } from './config/mysql-env.ts';
export { type NatsAddress, type NatsConfig, natsAddress, natsEnv } from './config/nats-env.ts';
export { otlpEnv } from './config/otlp-env.ts';
export { type RedisAddress, type RedisConfig, redisAddress, redisEnv } from './config/redis-env.ts';
export type { SecretRules } from './config/registry.ts';
export { type RetryConfig, retryEnv, retryPolicy } from './config/retry-env.ts';
export { secretListVariable } from './config/secret-list.ts';
export { type SmtpConfig, smtpEnv } from './config/smtp-env.ts';
export type { TlsTrust } from './config/tls-trust.ts';
export {
  addressRangesVariable,
  booleanVariable,
  integerVariable,
  listVariable,
  numberVariable,
  portVariable,
  secretVariable,
} from './config/values.ts';
export { CONNECTION_LIMITS } from './connection-limits.ts';
export { type CheckOptions, Health, type HealthReport, type Readiness } from './health.ts';
export type { CheckResult, HealthCheck, HealthStatus } from './health-check.ts';
export { HEALTH_PATHS, type HealthResponse, healthResponse, type ObservedService } from './health-response.ts';
export { type Beat, Heartbeat, type HeartbeatOptions, type HeartbeatStore } from './heartbeat.ts';
export { isForwarded } from './is-forwarded.ts';
export { type Closable, Lifecycle } from './lifecycle.ts';
export { type Loop, type LoopOptions, startLoop } from './loop.ts';
export { orderedId } from './ordered-id.ts';
export { type ConfigOf, runService, type ServiceSchema } from './run-service.ts';
export { RuntimeError, type RuntimeErrorCode } from './runtime-error.ts';
export { type HealthServer, serveHealth } from './serve-health.ts';
export type { Service } from './service.ts';
