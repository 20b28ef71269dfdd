import { isIPv4 } from 'node:net';
import type { Variable } from './read-variables.ts';
import { entriesOf } from './secret-list.ts';

const ON = /^(true|1|yes|on)$/i;
/** Mail servers take TLS from the first byte on this port; on any other it has to be asked for. */
const SMTPS_PORT = '465';

/**
 * What production refuses although each value is one by itself: what goes over a network in the clear, and one secret for two
 * purposes. Only what the process has a setting for; what is not set is this machine. Never shows a secret.
 */
export function findProductionFaults(variables: readonly Variable[]): string[] {
  const values = new Map(variables.map(({ key, value }) => [key, value]));
  return [publicUrl(values), mail(values), redis(values), sharedSecret(values)].filter((fault) => fault !== undefined);
}

type Values = ReadonlyMap<string, string | undefined>;

function publicUrl(values: Values): string | undefined {
  const url = URL.parse(values.get('PUBLIC_URL') ?? '');
  if (url?.protocol !== 'http:' || isLoopback(url.hostname)) return undefined;
  return 'PUBLIC_URL is http: links that sign somebody in would be read on their way; put TLS before it and set its https URL';
}

function mail(values: Values): string | undefined {
  const isPlain = values.has('SMTP_REQUIRE_TLS') && !ON.test(values.get('SMTP_REQUIRE_TLS') ?? '');
  if (!isPlain || values.get('SMTP_PORT') === SMTPS_PORT || isLoopback(values.get('SMTP_HOST'))) return undefined;
  if (ON.test(values.get('SMTP_PLAINTEXT_OVER_PRIVATE_NETWORK') ?? '')) return undefined;
  return (
    'SMTP_REQUIRE_TLS is not true and SMTP_HOST is another machine: mails with links that sign in could go there in the clear; ' +
    'set SMTP_REQUIRE_TLS=true'
  );
}

function redis(values: Values): string | undefined {
  if (!values.has('REDIS_HOST') || values.get('REDIS_PASSWORD') !== undefined) return undefined;
  if (isLoopback(values.get('REDIS_HOST'))) return undefined;
  return 'REDIS_PASSWORD is not set and REDIS_HOST is another machine: whoever reaches it could lift every limit; set one on both sides';
}

function sharedSecret(values: Values): string | undefined {
  const sealing = new Set(entriesOf(values.get('ENCRYPTION_KEY') ?? ''));
  if (!entriesOf(values.get('JWT_SECRET') ?? '').some((secret) => sealing.has(secret))) return undefined;
  return 'JWT_SECRET and ENCRYPTION_KEY have the same secret: who learns one would have both; make another one for JWT_SECRET';
}

/** Whether a host is this machine; one that is not set is. */
function isLoopback(host = '127.0.0.1'): boolean {
  const name = host.toLowerCase().replace(/^\[(.*)\]$/, '$1');
  return (
    name === '::1' || name === 'localhost' || name.endsWith('.localhost') || (isIPv4(name) && name.startsWith('127.'))
  );
}
