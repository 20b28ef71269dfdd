import type { SslOptions } from 'mysql2';

/**
 * The driver's options for TLS. It verifies the name only when told so, and looks for `localhost` where the host is an address:
 * the configuration refuses one.
 */
export function sslOptions(tls: { readonly ca: string | undefined } | undefined): { ssl?: SslOptions } {
  if (tls === undefined) return {};
  const { ca } = tls;
  return {
    ssl: { ...(ca !== undefined && { ca }), minVersion: 'TLSv1.2', rejectUnauthorized: true, verifyIdentity: true },
  };
}
