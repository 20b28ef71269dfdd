import type { Variable } from './read-variables.ts';

/** What the environment says, by the schema's keys: those that the process has a setting for, set or not. */
export type Values = ReadonlyMap<string, string | undefined>;

const ON = /^(true|1|yes|on)$/i;

export function valuesOf(variables: readonly Variable[]): Values {
  return new Map(variables.map(({ key, value }) => [key, value]));
}

export function isOn(value: string | undefined): boolean {
  return ON.test(value ?? '');
}

/** The hosts of NATS_SERVERS, without their ports; else NATS_HOST. */
export function natsHosts(values: Values): (string | undefined)[] {
  const servers = (values.get('NATS_SERVERS') ?? '').split(',').filter((entry) => entry.trim() !== '');
  if (servers.length === 0) return [values.get('NATS_HOST')];
  return servers.map((entry) =>
    entry
      .trim()
      .replace(/^\w+:\/\//, '')
      .replace(/:\d+$/, ''),
  );
}
