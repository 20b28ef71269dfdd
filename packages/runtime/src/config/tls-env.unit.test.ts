import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rootCertificates } from 'node:tls';
import { afterAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { ConfigError } from './config-error.ts';
import { isPrivateHost } from './host-reach.ts';
import { loadConfig } from './load-config.ts';
import { mysqlAddress, mysqlEnv } from './mysql-env.ts';
import { natsAddress, natsEnv } from './nats-env.ts';
import { redisAddress, redisEnv } from './redis-env.ts';

const Schema = z.object({ ...mysqlEnv, ...redisEnv, ...natsEnv });
const SECRET = '7f3a9c1e5b2d8046a1c3';
const NEEDED = { MYSQL_USER: 'u', MYSQL_PASSWORD: SECRET, REDIS_PASSWORD: SECRET };
const SERVERS = ['MYSQL', 'REDIS', 'NATS'] as const;

const dir = mkdtempSync(join(tmpdir(), 'ballast-tls-env-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));
const file = (name: string, text: string) => {
  const path = join(dir, name);
  writeFileSync(path, text);
  return path;
};
const PEM = `${rootCertificates[0]}\n${rootCertificates[1]}\n`;
const CA_FILE = file('ca.pem', PEM);

function faultsOf(env: Record<string, string>): readonly string[] {
  try {
    loadConfig(Schema, { ...NEEDED, ...env });
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.faults;
    throw error;
  }
}

describe('TLS', () => {
  it('is off by default; turned on, everything is verified, with the CA that is given or those that Node knows', () => {
    const off = loadConfig(Schema, NEEDED);
    expect([mysqlAddress(off).tls, redisAddress(off).tls, natsAddress(off).tls]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
    const on = loadConfig(Schema, {
      ...NEEDED,
      ...{ MYSQL_TLS: 'true', MYSQL_HOST: 'db.example', MYSQL_TLS_CA_FILE: CA_FILE },
      ...{ REDIS_TLS: 'on', REDIS_USERNAME: 'r', REDIS_TLS_CA_FILE: CA_FILE, NATS_TLS: '1', NATS_HOST: 'nats.example' },
    });
    expect(mysqlAddress(on).tls).toEqual({ ca: PEM });
    expect(redisAddress(on)).toMatchObject({ username: 'r', tls: { ca: PEM } });
    expect(natsAddress(on).tls).toEqual({ ca: undefined });
  });

  it.each(SERVERS)('of %s is refused with a file that is not there or holds no certificate', (server) => {
    const on = { [`${server}_TLS`]: 'true', [`${server}_HOST`]: 'a.example' };
    expect(faultsOf({ ...on, [`${server}_TLS_CA_FILE`]: join(dir, 'none') }).join()).toMatch(
      new RegExp(`^${server}_TLS_CA_FILE cannot be read: ENOENT`),
    );
    expect(faultsOf({ ...on, [`${server}_TLS_CA_FILE`]: file('key.pem', 'no certificate') }).join()).toMatch(
      new RegExp(`^${server}_TLS_CA_FILE is no PEM file with a certificate`),
    );
  });

  it.each(SERVERS)('of %s that is off is not taken for on because a CA is given', (server) => {
    expect(faultsOf({ [`${server}_TLS_CA_FILE`]: CA_FILE })).toEqual([
      `${server}_TLS_CA_FILE is set and ${server}_TLS is not true: nothing would be verified with it; set ${server}_TLS=true`,
    ]);
  });

  it('needs a name where the client cannot look for an address in the certificate', () => {
    expect(faultsOf({ MYSQL_TLS: 'true' })).toEqual([
      expect.stringMatching(/^MYSQL_TLS is true and MYSQL_HOST is an address/),
    ]);
    expect(faultsOf({ NATS_TLS: 'true', NATS_SERVERS: 'a.example:4222,10.0.0.1:4222' })).toHaveLength(1);
    expect(faultsOf({ NATS_TLS: 'true', NATS_SERVERS: 'a.example:4222,b.example:4222' })).toEqual([]);
    expect(faultsOf({ REDIS_TLS: 'true', REDIS_HOST: '10.0.0.1' })).toEqual([]);
  });
});

describe('in production', () => {
  const inProduction = (env: Record<string, string>) => faultsOf({ NODE_ENV: 'production', ...env });

  it.each(SERVERS)('%s outside of private networks is not spoken to in the clear', (server) => {
    for (const host of ['db.example.com', '203.0.113.7', '2001:db8::1']) {
      expect(inProduction({ [`${server}_HOST`]: host })).toEqual([
        expect.stringMatching(
          new RegExp(
            `^${server}_TLS is not true and the server is not in a private network: .*set ${server}_TLS=true$`,
          ),
        ),
      ]);
    }
    expect(inProduction({ [`${server}_HOST`]: 'db.example.com', [`${server}_TLS`]: 'true' })).toEqual([]);
    expect(inProduction({ [`${server}_HOST`]: server.toLowerCase() })).toEqual([]);
  });

  it('each server of a cluster counts', () => {
    expect(inProduction({ NATS_SERVERS: 'nats-0:4222,nats.example.com:4222' })).toHaveLength(1);
    expect(inProduction({ NATS_SERVERS: 'nats-0:4222,nats-1:4222' })).toEqual([]);
  });

  it('a password for NATS that can be guessed is refused', () => {
    expect(inProduction({ NATS_USERNAME: 'n', NATS_PASSWORD: 'password' })).toEqual([
      expect.stringMatching(/^NATS_PASSWORD has 8 characters/),
    ]);
  });
});

it.each<[string, boolean]>([
  ['mysql', true],
  ['10.1.2.3', true],
  ['100.64.0.9', true],
  ['169.254.1.1', true],
  ['[fd00::1]', true],
  ['::1', true],
  ['mysql.ballast.svc.cluster.local', true],
  ['mysql.ballast.svc', true],
  ['db.internal', true],
  ['DB.INTERNAL.', true],
  ['db.internal.example.com', false],
  ['8.8.8.8', false],
  ['172.32.0.1', false],
  ['2606:4700::1', false],
])('%s can only be in a private network: %s', (host, isPrivate) => {
  expect(isPrivateHost(host)).toBe(isPrivate);
});
