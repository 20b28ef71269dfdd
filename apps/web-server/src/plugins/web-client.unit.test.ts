import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createMetrics } from '@ballast/telemetry';
import { type FastifyInstance, fastify } from 'fastify';
import { expect, it, onTestFinished } from 'vitest';
import { registerRequestMetrics } from './request-metrics.ts';
import { registerWebClient } from './web-client.ts';

const DOCUMENT = '<!doctype html><title>Page</title>';

async function serve(prepare?: (app: FastifyInstance) => void) {
  const folder = await mkdtemp(join(tmpdir(), 'ballast-client-'));
  await mkdir(join(folder, 'assets'));
  await writeFile(join(folder, 'index.html'), DOCUMENT);
  await writeFile(join(folder, 'assets/page-1a2b.js'), '');
  const app = fastify();
  onTestFinished(async () => {
    await app.close();
    await rm(folder, { recursive: true });
  });
  prepare?.(app);
  app.addHook('onRequest', async ({ routeOptions }, reply) => {
    reply.header('x-limit', routeOptions.config.limit);
  });
  await registerWebClient(app, folder);
  return app;
}

it.each(['/', '/results/0192f0c1', '/sign-in', '/dlq/rules', '/dlq/audit', '/status', '/limits'])(
  '%s is answered with the page, asked for anew',
  async (url) => {
    const answer = await (await serve()).inject(url);
    expect(answer.statusCode).toBe(200);
    expect(answer.body).toBe(DOCUMENT);
    expect(answer.headers['cache-control']).toBe('no-cache');
  },
);

it.each(['/users/login/4f2a', '/mail/stop/4f2a'])(
  '%s carries a secret: the page under it is kept by no cache and its address told to nobody',
  async (url) => {
    const answer = await (await serve()).inject(url);
    expect(answer.statusCode).toBe(200);
    expect(answer.body).toBe(DOCUMENT);
    expect(answer.headers['cache-control']).toBe('no-store');
    expect(answer.headers['referrer-policy']).toBe('no-referrer');
  },
);

it('everything has one limit: pages, and each file', async () => {
  const app = await serve();
  for (const url of ['/', '/sign-in', '/index.html', '/assets/page-1a2b.js']) {
    expect((await app.inject(url)).headers['x-limit'], url).toBe('static');
  }
});

it('what has a hash in its name may be kept for ever', async () => {
  const answer = await (await serve()).inject('/assets/page-1a2b.js');
  expect(answer.headers['cache-control']).toBe('public, max-age=31536000, immutable');
});

it('pages and files are one name each in metrics, before the first request and after it', async () => {
  const metrics = createMetrics('web-server');
  const app = await serve((early) => {
    early.decorateRequest('span', null);
    registerRequestMetrics(early, metrics);
  });
  await app.ready();
  const routes = async () => [...new Set((await metrics.registry.metrics()).match(/(?<=route=")[^"]*/g))].sort();
  expect(await routes()).toEqual(['file', 'page', 'unmatched']);
  for (const url of ['/', '/results/1', '/assets/page-1a2b.js', '/nothing']) await app.inject(url);
  expect(await routes()).toEqual(['file', 'page', 'unmatched']);
});
