import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import type { z } from 'zod';
import { APPS } from '../stack/apps.ts';

const ROOT = join(import.meta.dirname, '../..');
const FILES = ['docker-compose.yaml', 'docker-compose.monitoring.yaml'] as const;

interface Service {
  readonly image?: string;
  readonly cpu_shares?: number;
  readonly profiles?: readonly string[];
  readonly user?: string;
  readonly init?: boolean;
  readonly read_only?: boolean;
  readonly privileged?: boolean;
  readonly network_mode?: string;
  readonly networks?: readonly string[];
  readonly ports?: readonly string[];
  readonly volumes?: readonly string[];
  readonly cap_drop?: readonly string[];
  readonly cap_add?: readonly string[];
  readonly security_opt?: readonly string[];
  readonly restart?: string;
  readonly stop_grace_period?: string;
  readonly logging?: { readonly driver: string; readonly options: Readonly<Record<string, string>> };
  readonly healthcheck?: { readonly test?: readonly string[]; readonly disable?: boolean };
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
  readonly environment?: Readonly<Record<string, string | null>>;
  readonly deploy?: { readonly resources?: { readonly limits?: { readonly cpus?: string; readonly memory?: string } } };
}

const services = Object.fromEntries(FILES.flatMap((file) => Object.entries(servicesOf(file))));
const named = Object.entries(services);
/** Without one of ours: they end when they have done their work. */
const JOBS = ['secrets', 'migrate', 'example'];
const lasting = named.filter(([name]) => !JOBS.includes(name));
const ours = named.filter(([, { image }]) => image?.startsWith('${BALLAST_IMAGE'));

describe.each(named)('%s', (_, service) => {
  test('has an image of a certain version', () => {
    expect(service.image).toMatch(/:(\$\{BALLAST_VERSION:-)?v?\d+\.\d+/u);
  });

  test('may do no more than it has to, and take no more than its share', () => {
    expect(service.privileged).toBeUndefined();
    expect(service.cap_drop).toEqual(['ALL']);
    expect(service.security_opt).toContain('no-new-privileges:true');
    expect(service.deploy?.resources?.limits).toEqual({
      cpus: expect.stringMatching(/^[\d.]+$/u),
      memory: expect.stringMatching(/^\d+[mg]$/u),
    });
  });

  test('is published to this machine alone', () => {
    for (const port of service.ports ?? []) expect(port).toMatch(/^127\.0\.0\.1:\$\{[A-Z_]+_PORT:-\d+\}:\d+$/u);
    // An internal network publishes nothing.
    if (service.ports !== undefined) expect(service.networks).toContain('edge');
  });

  test('keeps its log small', () => {
    expect(service.logging).toEqual({ driver: 'json-file', options: { 'max-size': '10m', 'max-file': '5' } });
  });

  test('has no secret in its environment', () => {
    // The job that makes them is told those that somebody has set; what ends with the job is its environment.
    if (service === services.secrets) return expect(service.network_mode).toBe('none');
    const told = Object.keys(service.environment ?? {}).filter((name) => isSecret(name) && !/_FILE$/u.test(name));
    expect(told).toEqual([]);
  });
});

describe.each(ours)('%s, of our image', (name, service) => {
  test('runs with a file system that it cannot write to, and with an init process', () => {
    expect(service).toMatchObject({ read_only: true, init: true });
    // The image's user, who is not root; only the job that fills new volumes, which are root's, is.
    expect(service.user).toBe(name === 'secrets' ? '0:0' : undefined);
    expect(service.cap_add).toBeUndefined();
  });
});

describe.each(lasting)('%s, which lasts', (_, { restart, healthcheck }) => {
  test('is started again when it ends, and nobody has switched off its health check', () => {
    expect(restart).toBe('unless-stopped');
    expect(healthcheck?.disable).toBeUndefined();
  });
});

// The web server is there twice while one version follows the other.
const processes = [
  ...APPS.map(({ name }) => ({ service: name, app: name })),
  { service: 'web-server-green', app: 'web-server' },
];

describe.each(processes)('$service', ({ service: name, app }) => {
  const service = services[name];

  test('starts after the migration, and has longer to stop than it takes to drain', () => {
    expect(service?.depends_on).toMatchObject({ migrate: { condition: 'service_completed_successfully' } });
    const grace = Number(service?.environment?.SHUTDOWN_GRACE_SECONDS?.match(/\d+/u)?.[0]);
    expect(Number.parseInt(service?.stop_grace_period ?? '', 10)).toBeGreaterThan(grace);
  });

  test('is told each of its settings, and nothing that it does not know', async () => {
    const { ConfigSchema } = (await import(join(ROOT, 'apps', app, 'src/config.ts'))) as { ConfigSchema: z.ZodObject };
    const known = Object.keys(ConfigSchema.shape).filter((variable) => !OF_THE_IMAGE.includes(variable));
    const told = Object.keys(service?.environment ?? {}).map((variable) =>
      known.includes(variable) ? variable : variable.replace(/_FILE$/u, ''),
    );
    expect(told.filter((variable) => !OF_THE_IMAGE.includes(variable)).toSorted()).toEqual(known.toSorted());
  });
});

/** Set by the image, or not a variable of a process's own settings. */
const OF_THE_IMAGE = ['HOST', 'NODE_ENV', 'BALLAST_RELEASE'];

test('what is published is what the architecture names, and the tools only with their profile', () => {
  const published = (profiles: readonly string[]) =>
    named
      .filter(([, service]) => (service.profiles ?? []).every((profile) => profiles.includes(profile)))
      .flatMap(([, service]) => service.ports ?? [])
      .map((port) => Number(/:-(\d+)\}/u.exec(port)?.[1]))
      .toSorted((a, b) => a - b);
  expect(published([])).toEqual([3000, 8025, 8080, 8222, 9090, 9093, 9500]);
  expect(published(['traces', 'tls'])).toEqual([3000, 8025, 8080, 8222, 9090, 9093, 9500, 16686]);
  expect(published(['tools', 'examples'])).toEqual([3000, 5540, 8025, 8080, 8090, 8222, 9090, 9093, 9500, 31311]);
});

test('only what speaks to the outside, or is published, is on the network that reaches it', () => {
  const onEdge = named.filter(([, { networks }]) => networks?.includes('edge')).map(([name]) => name);
  const published = named.filter(([, { ports }]) => ports !== undefined).map(([name]) => name);
  expect(onEdge.toSorted()).toEqual([...published, 'blackbox-exporter', 'email-send-worker'].toSorted());
});

test('when the processors are short, what a request waits for goes before what can be done later', () => {
  const first = ['mysql', 'proxy', 'redis', 'web-server', 'web-server-green'];
  const shares = (name: string) => services[name]?.cpu_shares ?? 1_024;
  const later = lasting.map(([name]) => name).filter((name) => !first.includes(name));
  expect(Math.min(...first.map(shares))).toBeGreaterThan(Math.max(...later.map(shares)));
  for (const { service } of processes.filter(({ app }) => app !== 'web-server')) expect(shares(service)).toBe(512);
});

test('a secret is given to nobody but who needs it: each service has a volume of its own', () => {
  for (const [name, { volumes = [] }] of named.filter(([each]) => each !== 'secrets')) {
    const secrets = volumes.filter((volume) => volume.startsWith('secrets-'));
    expect(secrets.length).toBeLessThanOrEqual(1);
    if (secrets[0] !== undefined) expect(secrets[0]).toBe(`secrets-${name.replace('-green', '')}:/run/secrets:ro`);
  }
});

test('NATS writes every message to the disk before it acknowledges it, and takes what our largest message needs', () => {
  const config = readFileSync(join(ROOT, 'deploy/compose/nats.conf'), 'utf8');
  expect(config).toMatch(/^ *sync_interval: always$/mu);
  expect(config).toMatch(/^max_payload: 1310720$/mu);
  expect(services.nats?.volumes).toContain('nats:/data');
});

function servicesOf(file: string): Record<string, Service> {
  const { services: parsed } = parse(readFileSync(join(ROOT, file), 'utf8'), { merge: true, maxAliasCount: -1 }) as {
    services: Record<string, Service>;
  };
  return parsed;
}

function isSecret(variable: string): boolean {
  return /(PASSWORD|SECRET|KEYS?|TOKEN)$/u.test(variable);
}
