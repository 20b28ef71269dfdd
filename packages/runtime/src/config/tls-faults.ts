import { isAddress } from './host-reach.ts';
import type { Variable } from './read-variables.ts';
import { isOn, natsHosts, type Values, valuesOf } from './variable-values.ts';

/** Settings of TLS that go against each other, of the servers that the process has settings for. */
export function findTlsFaults(variables: readonly Variable[]): string[] {
  const values = valuesOf(variables);
  return [
    ...['MYSQL', 'REDIS', 'NATS'].map((server) => unusedAuthority(values, server)),
    // Their clients look for a name in the certificate, and would look for `localhost` instead of an address.
    addressed(values, 'MYSQL', [values.get('MYSQL_HOST')]),
    addressed(values, 'NATS', natsHosts(values)),
  ].filter((fault) => fault !== undefined);
}

function unusedAuthority(values: Values, server: string): string | undefined {
  if (values.get(`${server}_TLS_CA_FILE`) === undefined || isOn(values.get(`${server}_TLS`))) return undefined;
  return `${server}_TLS_CA_FILE is set and ${server}_TLS is not true: nothing would be verified with it; set ${server}_TLS=true`;
}

function addressed(values: Values, server: string, hosts: readonly (string | undefined)[]): string | undefined {
  if (!isOn(values.get(`${server}_TLS`)) || !hosts.some(isAddress)) return undefined;
  return `${server}_TLS is true and ${server}_HOST is an address: a certificate is looked at for a name; set ${server}_HOST to one that it is for`;
}
