import { isMailbox } from '@ballast/mail';
import {
  baseEnv,
  booleanVariable,
  encryptionEnv,
  integerVariable,
  mysqlEnv,
  natsEnv,
  numberVariable,
  otlpEnv,
  refuseLostKeysThatAreHere,
  retryEnv,
  smtpEnv,
} from '@ballast/runtime';
import { z } from 'zod';

const Variables = z.object({
  ...baseEnv('EMAIL_SEND_WORKER_PORT', 8082),
  ...mysqlEnv,
  ...natsEnv,
  ...otlpEnv,
  ...retryEnv,
  ...smtpEnv,
  ...encryptionEnv,
  // Checked here: with a sender that is none, every mail would be dead-lettered for it.
  SMTP_FROM: smtpEnv.SMTP_FROM.refine(isMailbox, 'must be an address, or Name <address>'),
  /** Refuses to send over a connection that the server cannot secure. */
  SMTP_REQUIRE_TLS: booleanVariable().default(false),
  /** In production, lets mails go without TLS to a mail server that is not this machine. */
  SMTP_PLAINTEXT_OVER_PRIVATE_NETWORK: booleanVariable().default(false),
  SMTP_MAX_CONNECTIONS: integerVariable({ min: 1, max: 100 }).default(5),
  /** Mails begun a second, evenly spaced. */
  SMTP_RATE_PER_SECOND: numberVariable({ min: 0.1, max: 10_000 }).default(50),
  /** Mails worked on at once; those above SMTP_MAX_CONNECTIONS wait for a connection. */
  EMAIL_CONCURRENCY: integerVariable({ min: 1, max: 1_000 }).default(10),
  /** How long one worker has a delivery to itself. A send may take half of it. */
  EMAIL_LEASE_MS: integerVariable({ min: 2_000, max: 3_600_000 }).default(120_000),
  /** Where the pages are, for the links in mails. */
  PUBLIC_URL: z.url({ protocol: /^https?$/, error: 'must be a http or https URL' }).default('http://127.0.0.1:8080'),
});

export const ConfigSchema = Variables.superRefine(refuseLostKeysThatAreHere);
export type Config = z.output<typeof ConfigSchema>;
