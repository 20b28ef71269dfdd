import { createLogger, createMetrics } from '@ballast/telemetry';
import { describe, expect, it, vi } from 'vitest';
import { systemClock } from './clock.ts';
import { Health } from './health.ts';
import { type Beat, Heartbeat } from './heartbeat.ts';
import { Lifecycle } from './lifecycle.ts';

const logger = createLogger({ service: 'test', level: 'silent' });

/** A machine may stand still for a moment. */
const PATIENT = { timeout: 10_000 };

function make(intervalMs = 10, isReady = true) {
  const life = new Lifecycle();
  const health = new Health();
  health.setReady(isReady);
  const metrics = createMetrics('svc');
  const options = {
    service: 'svc',
    instance: 'host-1-ab',
    intervalMs,
    health,
    life,
    logger,
    clock: systemClock,
    metrics,
  };
  const beats: Beat[] = [];
  const store = {
    beat: async (beat: Beat) => {
      beats.push(beat);
    },
    end: vi.fn(async (_worker: string) => undefined),
  };
  return { life, health, heartbeat: new Heartbeat(options), beats, store };
}

describe('Heartbeat', () => {
  it('beats at once when it gets its store, where the process is ready', async () => {
    const { life, heartbeat, beats, store } = make(60_000);
    heartbeat.setPort(store);
    await vi.waitFor(() => expect(beats).toHaveLength(1), PATIENT);
    expect(beats[0]).toEqual({
      worker: 'host-1-ab',
      status: 'healthy',
      metadata: { service: 'svc', pid: process.pid, started_at: expect.stringMatching(/Z$/) },
    });
    await life.close();
  });

  it('calls no process unhealthy for having just begun: its first beat waits until it is ready', async () => {
    const { life, health, heartbeat, beats, store } = make(60_000, false);
    let connected = false;
    health.register('nats', async () => {
      if (!connected) throw new Error('not connected yet');
    });
    const looks = vi.spyOn(health, 'ready');
    heartbeat.setPort(store);
    await vi.waitFor(() => expect(looks.mock.calls.length).toBeGreaterThan(2), PATIENT);
    expect(beats).toEqual([]);
    connected = true;
    health.setReady(true);
    await vi.waitFor(() => expect(beats).toHaveLength(1), PATIENT);
    expect(beats[0]).toMatchObject({ status: 'healthy' });
    await life.close();
  });

  it('waits as well for a check that has yet to pass for the first time', async () => {
    const { life, health, heartbeat, beats, store } = make(60_000);
    let isRestored = false;
    health.register('topology', async () => {
      if (!isRestored) throw new Error('not looked at yet');
    });
    const looks = vi.spyOn(health, 'ready');
    heartbeat.setPort(store);
    await vi.waitFor(() => expect(looks.mock.calls.length).toBeGreaterThan(2), PATIENT);
    expect(beats).toEqual([]);
    isRestored = true;
    await vi.waitFor(() => expect(beats).toHaveLength(1), PATIENT);
    expect(beats[0]).toMatchObject({ status: 'healthy' });
    await life.close();
  });

  it('says unhealthy after an interval in which the process did not get ready, and healthy as soon as it is', async () => {
    const { life, health, heartbeat, beats, store } = make(150, false);
    const begun = performance.now();
    heartbeat.setPort(store);
    await vi.waitFor(() => expect(beats).toHaveLength(1), PATIENT);
    expect(performance.now() - begun).toBeGreaterThanOrEqual(149);
    expect(beats[0]).toMatchObject({ status: 'unhealthy', error: 'it has not finished starting' });
    health.register('nats', () => Promise.reject(new Error('not connected yet')));
    heartbeat.progress();
    await vi.waitFor(() => expect(beats).toHaveLength(2), PATIENT);
    expect(beats[1]).toMatchObject({ status: 'unhealthy', error: 'nats: not connected yet' });
    health.register('nats', async () => undefined);
    health.setReady(true);
    await vi.waitFor(() => expect(beats).toHaveLength(3), PATIENT);
    expect(beats[2]).toMatchObject({ status: 'healthy' });
    expect(beats[2]).not.toHaveProperty('error');
    await life.close();
  });

  it('tells the details that were described, and goes on without one that cannot be read', async () => {
    const { heartbeat, beats, store } = make();
    heartbeat.describe('breakers', () => [{ dependency: 'smtp', state: 'open' }]);
    heartbeat.describe('nothing', () => undefined);
    heartbeat.describe('broken', () => {
      throw new Error('no');
    });
    heartbeat.describe('pid', () => 'not this one');
    heartbeat.progress();
    expect(await heartbeat.beatOnce(store)).toBe(true);
    expect(beats[0]?.metadata).toEqual({
      service: 'svc',
      pid: process.pid,
      started_at: expect.any(String),
      breakers: [{ dependency: 'smtp', state: 'open' }],
    });
  });

  it('beats again only when there was progress since', async () => {
    const { heartbeat, beats, store } = make();
    expect(await heartbeat.beatOnce(store)).toBe(false);
    heartbeat.progress();
    heartbeat.progress();
    expect(await heartbeat.beatOnce(store)).toBe(true);
    expect(await heartbeat.beatOnce(store)).toBe(false);
    expect(beats).toHaveLength(1);
  });

  it('counts progress made while a beat is written for the next one', async () => {
    const { heartbeat } = make();
    heartbeat.progress();
    const store = { beat: async () => heartbeat.progress() };
    expect(await heartbeat.beatOnce(store)).toBe(true);
    expect(await heartbeat.beatOnce(store)).toBe(true);
  });

  it('keeps the progress of a beat that could not be written', async () => {
    const { heartbeat, beats, store } = make();
    heartbeat.progress();
    await expect(heartbeat.beatOnce({ beat: () => Promise.reject(new Error('no')) })).rejects.toThrow('no');
    expect(await heartbeat.beatOnce(store)).toBe(true);
    expect(beats).toHaveLength(1);
  });

  it('says unhealthy, and why, while a critical check fails', async () => {
    const { health, heartbeat, beats, store } = make();
    health.register('nats', () => Promise.reject(new Error('gone')));
    heartbeat.progress();
    await heartbeat.beatOnce(store);
    expect(beats[0]).toMatchObject({ status: 'unhealthy', error: 'nats: gone' });
  });

  it('goes on in its interval, and is silent once the process has closed', async () => {
    const { life, heartbeat, beats, store } = make(5);
    heartbeat.setPort(store);
    for (const count of [1, 2, 3]) {
      await vi.waitFor(() => expect(beats.length).toBeGreaterThanOrEqual(count), PATIENT);
      heartbeat.progress();
    }
    await life.close();
    const written = beats.length;
    heartbeat.progress();
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(beats).toHaveLength(written);
    expect(store.end.mock.calls).toEqual([['host-1-ab']]);
  });

  it.each([
    ['fails', () => Promise.reject(new Error('gone'))],
    ['never answers', () => new Promise<undefined>(() => undefined)],
  ])('ends also when the store %s', async (_how, end) => {
    const { life, heartbeat, store } = make(60_000);
    store.end.mockImplementation(end);
    heartbeat.setPort(store);
    await life.close();
    expect(store.end).toHaveBeenCalledTimes(1);
  });

  it('takes one store', async () => {
    const { life, heartbeat, store } = make();
    heartbeat.setPort(store);
    expect(() => heartbeat.setPort(store)).toThrow(TypeError);
    await life.close();
  });
});
