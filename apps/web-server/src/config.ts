import { DEFAULT_MAX_DIGITS } from '@ballast/contracts';
import {
  addressRangesVariable,
  baseEnv,
  booleanVariable,
  encryptionEnv,
  integerVariable,
  mysqlEnv,
  natsEnv,
  numberVariable,
  otlpEnv,
  redisEnv,
  refuseLostKeysThatAreHere,
  secretListVariable,
} from '@ballast/runtime';
import { z } from 'zod';
import { serviceKeysVariable } from './identity/service-keys.ts';
import { adminKeysVariable } from './operators/admin-keys.ts';
import { contactsVariable, originsVariable, proxiesVariable } from './security/variables.ts';

const Variables = z.object({
  ...baseEnv('WEB_SERVER_PORT', 8080),
  ...mysqlEnv,
  ...natsEnv,
  ...otlpEnv,
  ...redisEnv,
  ...encryptionEnv,
  /** How long a process that was told to stop still takes requests, so that who hands them on can turn to another one first. */
  SHUTDOWN_DELAY_SECONDS: numberVariable({ min: 0, max: 300 }).default(0),
  /** The longest number taken, in decimal digits. */
  PRIME_CHECK_MAX_DIGITS: integerVariable({ min: 1, max: 10_000 }).default(DEFAULT_MAX_DIGITS),
  /** How many requests one transaction commits at most. */
  INTAKE_MAX_GROUP: integerVariable({ min: 1, max: 2_000 }).default(256),
  /** How many requests may wait for a transaction before new ones are answered 503. */
  INTAKE_MAX_QUEUED: integerVariable({ min: 1, max: 100_000 }).default(5_000),
  /** How many event streams may be open at once. */
  SSE_MAX_CONNECTIONS: integerVariable({ min: 1 }).default(2_000),
  /** How many of them by one address, behind which may be many browsers, and by one user. */
  SSE_MAX_CONNECTIONS_PER_ADDRESS: integerVariable({ min: 1 }).default(100),
  SSE_HEARTBEAT_MS: integerVariable({ min: 100 }).default(15_000),
  /** Whether the publisher is woken after each commit; off, it finds new rows by polling. */
  OUTBOX_WAKE_ENABLED: booleanVariable().default(true),
  /** Who may use the operators' routes: comma-separated `name:role:key`. Without any, nobody may. */
  ADMIN_API_KEYS: adminKeysVariable(),
  /** What tokens for the API are signed with: comma-separated, the newest first. */
  JWT_SECRET: secretListVariable(),
  /** How long such a token works, at most: it ends with its session. */
  JWT_TTL_SECONDS: integerVariable({ min: 60, max: 86_400 }).default(3_600),
  /** Services with a limit of their own: comma-separated `name:requests-per-minute:key`. */
  SERVICE_KEYS: serviceKeysVariable(),
  /** After so long without a request a session is over, whatever it was. */
  SESSION_USER_IDLE_MINUTES: integerVariable({ min: 2, max: 527_040 }).default(1_440),
  SESSION_OPERATOR_IDLE_MINUTES: integerVariable({ min: 2, max: 527_040 }).default(60),
  /** After so long it is over in any case. */
  SESSION_USER_MAX_HOURS: integerVariable({ min: 1, max: 8_784 }).default(720),
  SESSION_OPERATOR_MAX_HOURS: integerVariable({ min: 1, max: 8_784 }).default(12),
  /** How long a link to sign in works. */
  SIGN_IN_LINK_MINUTES: integerVariable({ min: 1, max: 1_440 }).default(15),
  /** Where a trace can be looked at, with `{trace_id}` in it; dead letters and results link to it. */
  TRACE_URL_TEMPLATE: z
    .string()
    .regex(/^https?:\/\/.*\{trace_id\}/, 'must be a http or https URL with {trace_id} in it')
    .optional(),
  /** Where a mail can be looked at, with `{message_id}` in it (without its angle brackets); results link to it. */
  MAIL_URL_TEMPLATE: z
    .string()
    .regex(/^https?:\/\/.*\{message_id\}/, 'must be a http or https URL with {message_id} in it')
    .optional(),
  /** Whether anybody is limited at all. */
  RATE_LIMIT_ENABLED: booleanVariable().default(true),
  /** How many requests of one address a route without a policy of its own takes in a window. */
  RATE_LIMIT_DEFAULT_LIMIT: integerVariable({ min: 1, max: 100_000 }).default(100),
  RATE_LIMIT_WINDOW_SECONDS: integerVariable({ min: 1, max: 3_600 }).default(60),
  /** Addresses that no limit holds for, as CIDRs; none by default. */
  RATE_LIMIT_WHITELIST_CIDRS: addressRangesVariable().prefault(''),
  /** How long a request waits for Redis at most, in milliseconds: then this process decides alone. */
  RATE_LIMIT_DEADLINE_MS: integerVariable({ min: 5, max: 60_000 }).default(50),
  /** Whether the global limits follow the system's load. */
  RATE_LIMIT_AUTO_SCALING: booleanVariable().default(true),
  /** Of `POST /prime-check`, a minute. */
  RATE_LIMIT_PRIME_CHECK_PER_IP: integerVariable({ min: 1, max: 100_000 }).default(60),
  RATE_LIMIT_PRIME_CHECK_PER_USER: integerVariable({ min: 1, max: 100_000 }).default(100),
  RATE_LIMIT_PRIME_CHECK_GLOBAL: integerVariable({ min: 1, max: 1_000_000 }).default(1_000),
  /** Of the lists of requests, a minute. */
  RATE_LIMIT_LIST_PER_IP: integerVariable({ min: 1, max: 100_000 }).default(30),
  RATE_LIMIT_LIST_PER_USER: integerVariable({ min: 1, max: 100_000 }).default(50),
  /** Mails, whatever they say: to one mailbox in an hour and in a day, and asked for from one address and by all in a day. */
  RATE_LIMIT_EMAIL_PER_RECIPIENT: integerVariable({ min: 1, max: 10_000 }).default(30),
  RATE_LIMIT_EMAIL_PER_RECIPIENT_PER_DAY: integerVariable({ min: 1, max: 10_000 }).default(100),
  RATE_LIMIT_EMAIL_PER_IP_PER_DAY: integerVariable({ min: 1, max: 10_000 }).default(500),
  RATE_LIMIT_EMAIL_GLOBAL_PER_DAY: integerVariable({ min: 1, max: 10_000_000 }).default(50_000),
  /** Links to sign in: asked for from one address a minute and an hour, and with one e-mail address in 15 minutes. */
  RATE_LIMIT_SIGN_IN_PER_IP: integerVariable({ min: 1, max: 10_000 }).default(5),
  RATE_LIMIT_SIGN_IN_PER_IP_PER_HOUR: integerVariable({ min: 1, max: 10_000 }).default(20),
  RATE_LIMIT_SIGN_IN_PER_ADDRESS: integerVariable({ min: 1, max: 10_000 }).default(3),
  /** Links to sign in that are followed from one address, a minute. */
  RATE_LIMIT_REDEEM_PER_IP: integerVariable({ min: 1, max: 10_000 }).default(30),
  /** Accounts made from one address, a day. */
  RATE_LIMIT_SIGN_UP_PER_IP_PER_DAY: integerVariable({ min: 1, max: 10_000 }).default(200),
  /** Mail stopped with one click from one address, a minute: providers post it for all their readers. */
  RATE_LIMIT_MAIL_STOP_PER_IP: integerVariable({ min: 1, max: 100_000 }).default(1_000),
  /** Pages and files of the web client, from one address, a minute, all together. */
  RATE_LIMIT_STATIC_PER_IP: integerVariable({ min: 1, max: 100_000 }).default(2_000),
  /** Keys and tokens that are none, and attempts to sign in as an operator, from one address, a minute and an hour. */
  RATE_LIMIT_ADMIN_ATTEMPTS_PER_IP: integerVariable({ min: 1, max: 10_000 }).default(5),
  RATE_LIMIT_ADMIN_ATTEMPTS_PER_IP_PER_HOUR: integerVariable({ min: 1, max: 10_000 }).default(20),
  /** Proxies whose X-Forwarded-For is believed, as CIDRs; none by default. */
  TRUSTED_PROXY_CIDRS: proxiesVariable().prefault(''),
  /** Where visitors reach the pages; https makes browsers stay with it. */
  PUBLIC_URL: z.url({ protocol: /^https?$/, error: 'must be a http or https URL' }).default('http://127.0.0.1:8080'),
  /** Origins whose pages may read our answers, without cookies; none by default. */
  CORS_ALLOWED_ORIGINS: originsVariable().prefault(''),
  /** What security.txt names: `mailto:` or `https:` URLs. Without any there is no security.txt. */
  SECURITY_CONTACT: contactsVariable().prefault(''),
  /** How many connections may be open at once, in total and from one address (an IPv6 address by its /64). */
  MAX_CONNECTIONS: integerVariable({ min: 10 }).default(10_000),
  MAX_CONNECTIONS_PER_ADDRESS: integerVariable({ min: 1 }).default(1_000),
  /** How long a client may take to send a head, counted from the moment it connects, and a whole request. */
  HTTP_HEADERS_TIMEOUT_MS: integerVariable({ min: 100, max: 600_000 }).default(10_000),
  HTTP_REQUEST_TIMEOUT_MS: integerVariable({ min: 100, max: 600_000 }).default(30_000),
  /** Above these, requests are answered 503. For the heap, 0 is nine tenths of what V8 may have; for the memory, no limit. */
  PRESSURE_MAX_EVENT_LOOP_DELAY_MS: integerVariable({ min: 10, max: 60_000 }).default(1_000),
  PRESSURE_MAX_HEAP_MB: integerVariable().default(0),
  PRESSURE_MAX_RSS_MB: integerVariable().default(0),
});

export const ConfigSchema = Variables.superRefine(refuseLostKeysThatAreHere).superRefine(refuseLongDelay);
export type Config = z.output<typeof ConfigSchema>;

/** What is under way when the delay is over needs its time too. */
function refuseLongDelay(config: z.infer<typeof Variables>, context: z.RefinementCtx): void {
  if (config.SHUTDOWN_DELAY_SECONDS <= config.SHUTDOWN_GRACE_SECONDS / 2) return;
  context.addIssue({
    code: 'custom',
    path: ['SHUTDOWN_DELAY_SECONDS'],
    message: `must be at most half of SHUTDOWN_GRACE_SECONDS, which is ${config.SHUTDOWN_GRACE_SECONDS}`,
  });
}
