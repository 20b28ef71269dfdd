import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { baseEnv } from './base-env.ts';
import { ConfigError } from './config-error.ts';
import { loadConfig } from './load-config.ts';
import { mysqlAddress, mysqlEnv } from './mysql-env.ts';
import { natsAddress, natsEnv } from './nats-env.ts';
import { otlpEnv, otlpTarget } from './otlp-env.ts';
import { redisEnv } from './redis-env.ts';
import { smtpEnv } from './smtp-env.ts';
import { booleanVariable, integerVariable, secretVariable } from './values.ts';

const Everything = z.object({
  ...baseEnv('WORKER_PORT', 8081),
  ...mysqlEnv,
  ...natsEnv,
  ...redisEnv,
  ...smtpEnv,
  ...otlpEnv,
  JWT_SECRET: secretVariable({ minLength: 32 }),
  LIMITS: booleanVariable().default(true),
});
const NEEDED = { MYSQL_USER: 'worker', JWT_SECRET: 'x' };

function faultsOf(schema: z.ZodObject, env: Record<string, string>): readonly string[] {
  try {
    loadConfig(schema, env);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.faults;
    throw error;
  }
}

describe('loadConfig', () => {
  it('has defaults for everything but what nobody can guess', () => {
    const config = loadConfig(Everything, NEEDED);
    expect(config).toMatchObject({
      PORT: 8081,
      HOST: '127.0.0.1',
      LOG_LEVEL: 'info',
      SHUTDOWN_GRACE_SECONDS: 30,
      HEARTBEAT_INTERVAL_MS: 5_000,
      TRACE_SAMPLE_RATIO: 1,
      MYSQL_PORT: 3306,
      NATS_REPLICAS: 1,
      REDIS_POOL_SIZE: 10,
      LIMITS: true,
    });
    expect(
      ['127.0.0.1', '172.31.0.1', '192.168.1.1', 'fd00::1'].map((ip) => config.METRICS_ALLOWED_CIDRS.contains(ip)),
    ).toEqual([true, true, true, true]);
    expect(config.METRICS_ALLOWED_CIDRS.contains('172.32.0.1')).toBe(false);
    expect(natsAddress(config).servers).toEqual(['127.0.0.1:4222']);
    expect(otlpTarget(config)).toBeUndefined();
    expect(mysqlAddress(config)).toMatchObject({ host: '127.0.0.1', user: 'worker', database: 'ballast' });
    expect(faultsOf(Everything, {})).toEqual(['MYSQL_USER is not set', 'JWT_SECRET is not set']);
  });

  it('reports every fault at once, by the name of the variable and with what it holds', () => {
    const env = {
      WORKER_PORT: '808O',
      LOG_LEVEL: 'loud',
      TRACE_SAMPLE_RATIO: '1.5',
      METRICS_ALLOWED_CIDRS: '10.0.0.0/8, nonsense',
      NATS_REPLICAS: '1e1',
      NATS_NAMESPACE: 'a.b',
      LIMITS: 'maybe',
      ...NEEDED,
    };
    expect(faultsOf(Everything, env)).toEqual([
      'WORKER_PORT must be a whole number from 0 to 65535 (it is "808O")',
      'LOG_LEVEL must be one of trace, debug, info, warn, error, fatal, silent (it is "loud")',
      'METRICS_ALLOWED_CIDRS has "nonsense", which is neither an IP address nor a range like 10.0.0.0/8 (it is "10.0.0.0/8, nonsense")',
      'TRACE_SAMPLE_RATIO must be a number from 0 to 1 (it is "1.5")',
      'NATS_NAMESPACE may only have letters, digits, _ and -, at most 64 of them (it is "a.b")',
      'NATS_REPLICAS must be a whole number from 1 to 5 (it is "1e1")',
      'LIMITS must be one of true, 1, yes, on, false, 0, no, off (it is "maybe")',
    ]);
  });

  it('takes the port from the process’s own variable, then from PORT, and names the one that is wrong', () => {
    const schema = z.object(baseEnv('WORKER_PORT', 8081));
    expect(loadConfig(schema, { PORT: '9000' }).PORT).toBe(9000);
    expect(loadConfig(schema, { PORT: '9000', WORKER_PORT: '9001' }).PORT).toBe(9001);
    expect(loadConfig(schema, { PORT: '0' }).PORT).toBe(0);
    expect(faultsOf(schema, { PORT: '65536' })[0]).toMatch(/^PORT must be/);
    expect(faultsOf(schema, { PORT: '1', WORKER_PORT: '-1' })[0]).toMatch(/^WORKER_PORT must be/);
  });

  it.each(['', ' ', '0x10', '1e3', '07.5', '9999999999999999'])('takes no %j for a whole number', (text) => {
    const schema = z.object({ COUNT: integerVariable({ max: 1_000 }) });
    expect(faultsOf(schema, { COUNT: text })).toHaveLength(1);
  });

  it('counts an empty variable as unset', () => {
    const config = loadConfig(Everything, {
      ...NEEDED,
      LOG_LEVEL: '',
      NATS_SERVERS: '',
      JAEGER_HOST: '',
      REDIS_PASSWORD: '',
    });
    expect(config.LOG_LEVEL).toBe('info');
    expect([config.NATS_SERVERS, config.JAEGER_HOST, config.REDIS_PASSWORD]).toEqual([undefined, undefined, undefined]);
  });

  it.each([
    [{ JAEGER_HOST: 'jaeger' }, { url: 'http://jaeger:4317', protocol: 'grpc' }],
    [
      { JAEGER_HOST: 'jaeger', JAEGER_PORT: '4318' },
      { url: 'http://jaeger:4318', protocol: 'http/protobuf' },
    ],
    [
      { JAEGER_HOST: 'jaeger', OTEL_EXPORTER_OTLP_ENDPOINT: 'https://collector.example/otlp' },
      { url: 'https://collector.example/otlp', protocol: 'http/protobuf' },
    ],
    [
      { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://c:4317', OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' },
      { url: 'http://c:4317', protocol: 'grpc' },
    ],
  ])('finds the collector of traces in %j', (env, target) => {
    expect(otlpTarget(loadConfig(Everything, { ...NEEDED, ...env }))).toEqual(target);
  });

  it('prefers a list of NATS servers over host and port', () => {
    const config = loadConfig(Everything, { ...NEEDED, NATS_SERVERS: 'a:1, b:2,', NATS_HOST: 'c', NATS_PORT: '3' });
    expect(natsAddress(config).servers).toEqual(['a:1', 'b:2']);
    expect(natsAddress(loadConfig(Everything, { ...NEEDED, NATS_HOST: 'c', NATS_PORT: '3' })).servers).toEqual(['c:3']);
  });

  it('keeps rules that join several variables', () => {
    const schema = z
      .object({ LOW: integerVariable(), HIGH: integerVariable() })
      .refine(({ LOW, HIGH }) => LOW < HIGH, { message: 'LOW must be below HIGH' });
    expect(faultsOf(schema, { LOW: '2', HIGH: '1' })).toEqual(['LOW must be below HIGH']);
    expect(loadConfig(schema, { LOW: '1', HIGH: '2' })).toEqual({ LOW: 1, HIGH: 2 });
  });

  describe('secrets', () => {
    let folder = '';
    beforeAll(() => {
      folder = mkdtempSync(join(tmpdir(), 'ballast-config-'));
    });
    afterAll(() => {
      rmSync(folder, { recursive: true });
    });
    function file(content: string): string {
      const path = join(folder, 'secret');
      writeFileSync(path, content);
      return path;
    }

    it('come from a file too, without the line break at its end', () => {
      const config = loadConfig(Everything, { ...NEEDED, MYSQL_PASSWORD_FILE: file(' from a file \n') });
      expect(config.MYSQL_PASSWORD).toBe(' from a file ');
    });

    it.each(['', '\n'])('are unset when their file is empty (%j), as an empty variable is', (content) => {
      const emptied = { ...NEEDED, MYSQL_PASSWORD_FILE: file(content) };
      expect(loadConfig(Everything, emptied).MYSQL_PASSWORD).toBe(loadConfig(Everything, NEEDED).MYSQL_PASSWORD);
    });

    it('are at fault when the file cannot be read, or when the variable is set as well', () => {
      const missing = join(folder, 'missing');
      expect(faultsOf(Everything, { ...NEEDED, JWT_SECRET: '', JWT_SECRET_FILE: missing })).toEqual([
        `JWT_SECRET_FILE names ${missing}, which cannot be read (ENOENT)`,
      ]);
      expect(faultsOf(Everything, { ...NEEDED, JWT_SECRET_FILE: file('x') })).toEqual([
        'JWT_SECRET and JWT_SECRET_FILE are both set: keep one of them',
      ]);
    });

    it('are not read from files for variables that hold none', () => {
      expect(loadConfig(Everything, { ...NEEDED, MYSQL_HOST_FILE: '/nowhere' }).MYSQL_HOST).toBe('127.0.0.1');
    });

    const strong = { ...NEEDED, MYSQL_PASSWORD: 'k3J9-fPq2-Lx7w', JWT_SECRET: 'q8Zr2Vn5Tk1Xw7Bc4Hs9Dj3Fm6Gp0LyE' };

    it('are refused in production when weak, default or missing, all at once, and never shown', () => {
      const env = {
        ...NEEDED,
        NODE_ENV: 'production',
        REDIS_PASSWORD: 'password12345',
        SMTP_PASSWORD: 'ababababababab',
        JWT_SECRET: 'hush',
      };
      const faults = faultsOf(Everything, env);
      expect(faults).toEqual([
        'MYSQL_PASSWORD is a secret and has to be set in production',
        'REDIS_PASSWORD begins like a default or a well-known secret; production needs a random value',
        'SMTP_PASSWORD repeats a few characters; production needs a random value',
        'JWT_SECRET has 4 characters; production needs at least 32',
      ]);
      expect(faults.join()).not.toMatch(/password12345|abab|hush/);
    });

    it('are accepted in production when strong, the optional ones left out', () => {
      expect(loadConfig(Everything, { ...strong, NODE_ENV: 'production' }).JWT_SECRET).toBe(strong.JWT_SECRET);
    });

    it('are not asked for where nothing leaves this machine, or what goes out is secured', () => {
      const Mails = z.object({
        ...smtpEnv,
        SMTP_REQUIRE_TLS: z.string().optional(),
        PUBLIC_URL: z.string().optional(),
      });
      const production = (env: Record<string, string>) => () => loadConfig(Mails, { NODE_ENV: 'production', ...env });
      for (const host of ['127.0.0.1', 'localhost', '::1', 'mail.localhost']) {
        expect(production({ SMTP_HOST: host })).not.toThrow();
      }
      for (const url of ['http://localhost:8080', 'http://127.0.0.1', 'http://[::1]:1', 'https://checker.example']) {
        expect(production({ PUBLIC_URL: url })).not.toThrow();
      }
      expect(production({ SMTP_HOST: '127.example.org' })).toThrow();
      expect(production({ SMTP_HOST: 'mail.example' })).toThrow();
      expect(production({ SMTP_HOST: 'mail.example', SMTP_REQUIRE_TLS: 'true' })).not.toThrow();
      expect(production({ SMTP_HOST: 'mail.example', SMTP_PORT: '465' })).not.toThrow();
    });

    it('may be weak elsewhere', () => {
      expect(loadConfig(Everything, { ...NEEDED, NODE_ENV: 'development' }).JWT_SECRET).toBe('x');
    });

    it('are reported missing once, beside other faults', () => {
      const faults = faultsOf(Everything, { NODE_ENV: 'production', MYSQL_USER: 'u', PORT: 'x' });
      expect(faults).toHaveLength(3);
      expect(faults.filter((fault) => fault.startsWith('JWT_SECRET'))).toHaveLength(1);
    });
  });
});
