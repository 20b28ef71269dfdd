import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { SECRET_FILES } from '../containers/secrets.ts';
import { APPS } from '../stack/apps.ts';

interface Service {
  readonly environment?: Readonly<Record<string, string | null>>;
  readonly volumes?: readonly string[];
  readonly deploy?: { readonly replicas?: number };
  readonly depends_on?: Readonly<Record<string, unknown>>;
}

const servicesOf = (file: string): Record<string, Service> =>
  parse(readFileSync(join(import.meta.dirname, '../..', file), 'utf8'), { merge: true, maxAliasCount: -1 }).services;
const base = servicesOf('docker-compose.yaml');
const overlay = servicesOf('docker-compose.cluster.yaml');
const SERVERS = ['nats', 'nats-2', 'nats-3'];
const WORKERS = ['prime-check-worker', 'email-send-worker'];

test.each(['nats-2', 'nats-3'])(
  '%s is like the one that is there without a cluster, but reached from inside alone',
  (name) => {
    const {
      ports: _ports,
      networks: _networks,
      volumes: _volumes,
      entrypoint: _entrypoint,
      ...alone
    } = base.nats as Record<string, unknown>;
    expect(overlay[name]).toMatchObject(alone);
    expect(overlay[name]).toMatchObject({ networks: ['internal'] });
    expect(overlay[name]).not.toHaveProperty('ports');
  },
);

test('each server has a name and a disk of its own, and none has the disk of a server alone', () => {
  expect(SERVERS.map((name) => overlay[name]?.environment?.NATS_SERVER_NAME)).toEqual(SERVERS);
  const disks = SERVERS.flatMap((name) => (overlay[name]?.volumes ?? []).filter((one) => one.endsWith(':/data')));
  expect(disks).toEqual(['nats-1:/data', 'nats-2:/data', 'nats-3:/data']);
});

test('the servers know each other by a secret, and all of them are named', () => {
  const routes = SECRET_FILES.find(({ name }) => name === 'routes.conf')?.text(() => 'known-to-servers') ?? '';
  for (const name of SERVERS) expect(routes).toContain(`nats-route://ballast:known-to-servers@${name}:6222`);
  expect(routes).toContain('password: "known-to-servers"');
});

test('every process knows all servers and wants three copies; there are three of each worker', () => {
  const servers = SERVERS.map((name) => `${name}:4222`).join(',');
  const processes = APPS.map(({ name }) => name).filter((name) => base[name] !== undefined);
  expect(processes.length).toBeGreaterThan(4);
  for (const name of processes) {
    expect(overlay[name]?.environment, name).toMatchObject({ NATS_SERVERS: servers, NATS_REPLICAS: '3' });
    expect(Object.keys(overlay[name]?.depends_on ?? {}), name).toEqual(['nats-2', 'nats-3']);
  }
  for (const name of WORKERS) expect(overlay[name]?.deploy?.replicas).toBe(3);
});
