import { createServer as createHttp2Server, type Http2Server } from 'node:http2';
import { type AddressInfo, createServer } from 'node:net';
import { context, propagation, trace } from '@opentelemetry/api';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { activeTraceContext } from './trace-context.ts';
import { startTracing } from './tracing.ts';
import type { Tracing, TracingOptions } from './tracing-options.ts';
import { withSpan } from './with-span.ts';

interface Collector {
  readonly port: number;
  received(): string;
}

const cleanups: (() => Promise<unknown> | unknown)[] = [];

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

/** The OpenTelemetry API is one per process and can be set once: each test takes it back first. */
async function startFresh(port: number, sampleRatio = 1, more: Partial<TracingOptions> = {}): Promise<Tracing> {
  trace.disable();
  context.disable();
  propagation.disable();
  const otlp = { url: `http://127.0.0.1:${port}`, protocol: 'grpc' } as const;
  const tracing = await startTracing({ service: 'traced-service', otlp, sampleRatio, ...more });
  cleanups.push(() => tracing.shutdown());
  return tracing;
}

describe('tracing with a collector', () => {
  it('exports no address, no token of a link and no credential', async () => {
    const collector = await startCollector();
    const tracing = await startFresh(collector.port);
    const error = new Error('550 <LEAK@example.com> unknown', { cause: new Error('Bearer LEAKpX9v0fT3') });
    const attributes = { 'url.path': '/users/login/LEAKpX9v0fT3' };
    await withSpan('fails', { attributes }, () => Promise.reject(error)).catch(() => undefined);
    await tracing.shutdown();
    expect(collector.received()).toContain('550 <[address]> unknown');
    expect(collector.received()).toContain('/users/login/[token]');
    expect(collector.received()).not.toContain('LEAK');
  });

  it('exports spans with their service, links, attributes and errors, at the latest when it is shut down', async () => {
    const collector = await startCollector();
    const tracing = await startFresh(collector.port);
    const links = [{ traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01' }];
    const options = { kind: 'consumer', attributes: { 'ballast.subject': 'primecheck' }, links } as const;
    await withSpan('process primecheck', options, async () => undefined);
    await withSpan('fails', {}, () => Promise.reject(new Error('the reason'))).catch(() => undefined);
    await tracing.shutdown();
    for (const text of ['traced-service', 'process primecheck', 'ballast.subject', 'the reason']) {
      expect(collector.received()).toContain(text);
    }
    expect(collector.received()).toContain(Buffer.from('0af7651916cd43dd8448eb211c80319c', 'hex').toString('latin1'));
  });

  it('records nothing of its own at ratio 0, but what a sender has sampled', async () => {
    const collector = await startCollector();
    const tracing = await startFresh(collector.port, 0);
    const parent = { traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01' };
    await withSpan('begun-here', {}, async () => undefined);
    await withSpan('received', { parent }, async () => undefined);
    await tracing.shutdown();
    expect(collector.received()).toContain('received');
    expect(collector.received()).not.toContain('begun-here');
  });

  it.each([
    [0, '01'],
    [1, '00'],
  ])('records a stranger’s trace by its own ratio %i, whatever flag it comes with', async (ratio, flag) => {
    const collector = await startCollector();
    const tracing = await startFresh(collector.port, ratio);
    const stranger = { traceparent: `00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-${flag}` };
    const inside = await withSpan('of-a-stranger', { stranger }, async () => activeTraceContext());
    await tracing.shutdown();
    expect(inside.traceparent).toMatch(new RegExp(`^00-0af7651916cd43dd8448eb211c80319c-[0-9a-f]{16}-0${ratio}$`));
    expect(collector.received().includes('of-a-stranger')).toBe(ratio === 1);
  });

  it.each([
    ['refuses connections', startRefusing],
    ['takes connections and never answers', startSilent],
  ])('loses the traces and nothing else when the collector %s', async (_how, start) => {
    const port = await start();
    const written = [vi.spyOn(process.stderr, 'write'), vi.spyOn(process.stdout, 'write')];
    const tracing = await startFresh(port);
    const startedAt = performance.now();
    for (let i = 0; i < 5_000; i += 1) await withSpan('work', {}, async () => i);
    expect(performance.now() - startedAt).toBeLessThan(4_800);
    const shutDownAt = performance.now();
    await tracing.shutdown();
    expect(performance.now() - shutDownAt).toBeLessThan(4_800);
    for (const spy of written) {
      expect(spy).not.toHaveBeenCalled();
      spy.mockRestore();
    }
  });
});

/** As much of a collector as an exporter needs: takes each export, keeps its bytes, answers "ok". */
async function startCollector(): Promise<Collector> {
  const chunks: Buffer[] = [];
  const server: Http2Server = createHttp2Server();
  server.on('stream', (stream) => {
    stream.on('data', (chunk: Buffer) => chunks.push(chunk));
    stream.on('end', () => {
      stream.respond({ ':status': 200, 'content-type': 'application/grpc' }, { waitForTrailers: true });
      stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': '0' }));
      stream.end(Buffer.alloc(5));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  cleanups.push(() => server.close());
  const { port } = server.address() as AddressInfo;
  return { port, received: () => Buffer.concat(chunks).toString('latin1') };
}

async function startSilent(): Promise<number> {
  const sockets = new Set<{ destroy(): void }>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  cleanups.push(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

async function startRefusing(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
