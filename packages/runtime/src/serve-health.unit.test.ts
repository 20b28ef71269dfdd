import { createServer } from 'node:net';
import { createMetrics, gauge } from '@ballast/telemetry';
import { afterEach, describe, expect, it } from 'vitest';
import { AddressRanges } from './address-ranges.ts';
import { Health } from './health.ts';
import { healthResponse, type ObservedService } from './health-response.ts';
import { Lifecycle } from './lifecycle.ts';
import { serveHealth } from './serve-health.ts';

let life = new Lifecycle();

afterEach(async () => {
  await life.close();
  life = new Lifecycle();
});

function observed(cidrs = ['127.0.0.0/8']): ObservedService {
  const config = { METRICS_ALLOWED_CIDRS: new AddressRanges(cidrs) } as ObservedService['config'];
  return { health: new Health(), metrics: createMetrics('svc'), config };
}

async function serve(service: ObservedService): Promise<string> {
  const server = await life.use(serveHealth(service, { port: 0, host: '127.0.0.1' }));
  return `http://127.0.0.1:${server.port}`;
}

describe('serveHealth', () => {
  it('says 503 on /readyz while starting and draining and 200 between, and 200 on /livez throughout', async () => {
    const service = observed();
    const url = await serve(service);
    const statuses = async () => [(await fetch(`${url}/livez`)).status, (await fetch(`${url}/readyz`)).status];
    expect(await statuses()).toEqual([200, 503]);
    service.health.setReady(true);
    expect(await statuses()).toEqual([200, 200]);
    service.health.drain();
    expect(await statuses()).toEqual([200, 503]);
  });

  it('reports the checks on /health, with 503 when it is down', async () => {
    const service = observed();
    const url = await serve(service);
    service.health.register('fine', async () => undefined);
    const fine = await fetch(`${url}/health`);
    expect([fine.status, await fine.json()]).toEqual([
      200,
      { status: 'ok', checks: { fine: { status: 'ok', ms: expect.any(Number) } } },
    ]);
    service.health.register('mysql', () => Promise.reject(new Error('gone')));
    const down = await fetch(`${url}/health`);
    expect([down.status, await down.json()]).toMatchObject([
      503,
      { status: 'down', checks: { mysql: { error: 'gone' } } },
    ]);
  });

  it('serves the metrics to allowed addresses alone', async () => {
    const answer = await fetch(`${await serve(observed())}/metrics`);
    expect(answer.headers.get('content-type')).toContain('application/openmetrics-text; version=1.0.0');
    expect(await answer.text()).toContain('process_cpu_seconds_total');
    expect((await fetch(`${await serve(observed(['10.0.0.0/8']))}/metrics`)).status).toBe(403);
    expect((await healthResponse(observed(), '/metrics', '8.8.8.8'))?.status).toBe(403);
    expect((await healthResponse(observed(), '/metrics', '::ffff:127.0.0.1'))?.status).toBe(200);
    expect((await healthResponse(observed(), '/metrics', undefined))?.status).toBe(403);
  });

  it('knows four paths and no others, and reads only', async () => {
    const url = await serve(observed());
    expect((await fetch(`${url}/livez?verbose=1`)).status).toBe(200);
    expect((await fetch(`${url}/`)).status).toBe(404);
    expect((await fetch(`${url}/livez`, { method: 'POST' })).status).toBe(405);
    expect(await healthResponse(observed(), '/prime-check', '127.0.0.1')).toBeUndefined();
  });

  it('answers 500, and goes on, when a metric cannot be collected', async () => {
    const service = observed();
    const collect = () => Promise.reject(new Error('no'));
    service.metrics.gauge(gauge({ name: 'broken', help: 'h', unit: 'count', by: [] }), collect);
    const url = await serve(service);
    expect((await fetch(`${url}/metrics`)).status).toBe(500);
    expect((await fetch(`${url}/livez`)).status).toBe(200);
  });

  it('says of a taken port which variable to change', async () => {
    const blocker = createServer();
    await new Promise<void>((resolve) => blocker.listen(0, '127.0.0.1', resolve));
    life.use(blocker, (server) => new Promise((resolve) => server.close(resolve)));
    const { port } = blocker.address() as { port: number };
    const opening = serveHealth({ ...observed(), portVariable: 'WORKER_PORT' }, { port, host: '127.0.0.1' });
    await expect(opening).rejects.toMatchObject({
      code: 'port_taken',
      message: `port ${port} on 127.0.0.1 is taken by another process: stop it, or set WORKER_PORT to a free port`,
    });
  });

  it('closes although a client keeps its connection open', async () => {
    const url = await serve(observed());
    await (await fetch(`${url}/livez`)).text();
    await life.close();
    await expect(fetch(`${url}/livez`)).rejects.toThrow();
  });
});
