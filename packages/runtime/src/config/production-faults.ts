import { isLoopback, isPrivateHost } from './host-reach.ts';
import type { Variable } from './read-variables.ts';
import { entriesOf } from './secret-list.ts';
import { isOn, natsHosts, type Values, valuesOf } from './variable-values.ts';

/** Mail servers take TLS from the first byte on this port; on any other it has to be asked for. */
const SMTPS_PORT = '465';

/**
 * What production refuses although each value is one by itself: what goes over a network in the clear, and one secret for two
 * purposes. Only what the process has a setting for; what is not set is this machine. Never shows a secret.
 */
export function findProductionFaults(variables: readonly Variable[]): string[] {
  const values = valuesOf(variables);
  return [
    publicUrl(values),
    mail(values),
    redis(values),
    inTheClear(values, 'MYSQL', [values.get('MYSQL_HOST')]),
    inTheClear(values, 'REDIS', [values.get('REDIS_HOST')]),
    inTheClear(values, 'NATS', natsHosts(values)),
    sharedSecret(values),
  ].filter((fault) => fault !== undefined);
}

function publicUrl(values: Values): string | undefined {
  const url = URL.parse(values.get('PUBLIC_URL') ?? '');
  if (url?.protocol !== 'http:' || isLoopback(url.hostname)) return undefined;
  return 'PUBLIC_URL is http: links that sign somebody in would be read on their way; put TLS before it and set its https URL';
}

function mail(values: Values): string | undefined {
  const isPlain = values.has('SMTP_REQUIRE_TLS') && !isOn(values.get('SMTP_REQUIRE_TLS'));
  if (!isPlain || values.get('SMTP_PORT') === SMTPS_PORT || isLoopback(values.get('SMTP_HOST'))) return undefined;
  if (isOn(values.get('SMTP_PLAINTEXT_OVER_PRIVATE_NETWORK'))) return undefined;
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

function inTheClear(values: Values, server: string, hosts: readonly (string | undefined)[]): string | undefined {
  if (!values.has(`${server}_TLS`) || isOn(values.get(`${server}_TLS`)) || hosts.every(isPrivateHost)) return undefined;
  return (
    `${server}_TLS is not true and the server is not in a private network: what goes there could be read and changed on its ` +
    `way; set ${server}_TLS=true`
  );
}

function sharedSecret(values: Values): string | undefined {
  const sealing = new Set(entriesOf(values.get('ENCRYPTION_KEY') ?? ''));
  if (!entriesOf(values.get('JWT_SECRET') ?? '').some((secret) => sealing.has(secret))) return undefined;
  return 'JWT_SECRET and ENCRYPTION_KEY have the same secret: who learns one would have both; make another one for JWT_SECRET';
}
