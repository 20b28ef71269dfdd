// A service for run-service.unit.test.ts, started as a process of its own. SCENARIO says what goes on in it.
import { z } from 'zod';
import { baseEnv } from './config/base-env.ts';
import { secretVariable } from './config/values.ts';
import { startLoop } from './loop.ts';
import { runService } from './run-service.ts';
import { serveHealth } from './serve-health.ts';
import type { Service } from './service.ts';

const SCENARIOS = [
  'works',
  'never drains',
  'start fails',
  'start hangs',
  'throws later',
  'rejects later',
  'fails later',
  'closer fails',
] as const;

const Schema = z.object({
  ...baseEnv('FIXTURE_PORT', 0),
  SCENARIO: z.enum(SCENARIOS),
  API_KEY: secretVariable().optional(),
});

await runService('fixture', Schema, async (service) => {
  const { life, logger, config } = service;
  const say = (event: string) => logger.info({ event }, event);
  const server = await life.use(serveHealth(service, { port: config.PORT, host: config.HOST }));
  logger.info({ event: 'listening', port: server.port }, 'listening');
  life.defer('first', () => say('closed first'));
  service.signal.addEventListener('abort', () => say('aborted'));
  begin(service);
  if (config.SCENARIO === 'start fails') throw new Error('no such server');
  if (config.SCENARIO === 'start hangs') await new Promise(() => undefined);
});

function begin({ life, logger, config, fail }: Service<z.output<typeof Schema>>): void {
  const soon = (fn: () => void) => void setTimeout(fn, 20);
  if (config.SCENARIO === 'works') {
    // One long piece of work, which ends when the test says so.
    const runOnce = async () => {
      logger.info({ event: 'work began' }, 'work began');
      await new Promise((resolve) => process.once('SIGUSR2', resolve));
      logger.info({ event: 'work ended' }, 'work ended');
    };
    const work = startLoop({ name: 'work', intervalMs: 0, logger, runOnce });
    life.defer('work', () => work.stop());
  }
  if (config.SCENARIO === 'never drains') life.defer('stuck work', () => new Promise(() => undefined));
  if (config.SCENARIO === 'closer fails') life.defer('broken', () => Promise.reject(new Error('cannot close')));
  if (config.SCENARIO === 'fails later') soon(() => fail(new Error('the broker is gone for good')));
  if (config.SCENARIO === 'rejects later') soon(() => void Promise.reject(new Error('nobody caught this')));
  if (config.SCENARIO === 'throws later') {
    soon(() => {
      throw new Error('nobody caught this');
    });
  }
}
