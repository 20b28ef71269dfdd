import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createBatch } from './batch.ts';
import { openEventStream } from './event-stream.ts';

const CHECK = {
  id: '00000000-0000-4000-8000-000000000001',
  number: '7',
  status: 'completed',
  is_prime: true,
  certainty: 'proven',
  created_at: '2026-11-23T12:00:00.000Z',
};

/** Stands in for the browser's EventSource: the test says what happens to it. */
class FakeSource extends EventTarget {
  readyState = 0;
  becomes(readyState: number, event: Event): void {
    this.readyState = readyState;
    this.dispatchEvent(event);
  }
  open(): void {
    this.becomes(1, new Event('open'));
  }
  close(): void {
    this.readyState = 2;
  }
  tell(name: string, data: string): void {
    this.dispatchEvent(new MessageEvent(name, { data }));
  }
}

function start() {
  const sources: FakeSource[] = [];
  const handlers = { onCheck: vi.fn(), onReset: vi.fn(), onOpen: vi.fn(), onSilent: vi.fn(), onLost: vi.fn() };
  const stream = openEventStream('/events', handlers, () => {
    const source = new FakeSource();
    sources.push(source);
    return source as unknown as EventSource;
  });
  const latest = () => sources.at(-1) as FakeSource;
  return { sources, latest, handlers, stream };
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('openEventStream', () => {
  it('hands on checks and resets, and drops what the contract does not know', () => {
    const { latest, handlers } = start();
    latest().open();
    latest().tell('prime_check', JSON.stringify(CHECK));
    latest().tell('prime_check', '{"id":1}');
    latest().tell('prime_check', 'not json');
    latest().tell('reset', '{}');
    expect(handlers.onCheck.mock.calls).toEqual([[CHECK]]);
    expect(handlers.onReset).toHaveBeenCalledTimes(1);
  });

  it('leaves reconnecting to the browser while that goes on, and tells of the loss once', () => {
    const { sources, latest, handlers } = start();
    latest().open();
    for (let n = 0; n < 5; n += 1) latest().becomes(0, new Event('error'));
    vi.advanceTimersByTime(60_000);
    expect(sources).toHaveLength(1);
    expect(handlers.onLost).toHaveBeenCalledTimes(1);
    latest().open();
    expect(handlers.onOpen).toHaveBeenCalledTimes(2);
  });

  it('connects anew, ever more slowly, when the browser has given up', () => {
    const { sources, latest, handlers } = start();
    const waits: number[] = [];
    for (let n = 0; n < 8; n += 1) {
      const before = sources.length;
      latest().becomes(2, new Event('error'));
      let waited = 0;
      while (sources.length === before && waited < 60_000) {
        vi.advanceTimersByTime(50);
        waited += 50;
      }
      waits.push(waited);
    }
    expect(waits[0]).toBeLessThanOrEqual(1_300);
    expect(Math.max(...waits)).toBeLessThanOrEqual(19_000);
    expect(waits.at(-1)).toBeGreaterThan(10_000);
    latest().open();
    expect(handlers.onOpen).toHaveBeenCalledTimes(1);
  });

  it('connects at once when asked, not while it is connected, and never after it was closed', () => {
    const { sources, latest, stream } = start();
    latest().open();
    stream.reconnect();
    expect(sources).toHaveLength(1);
    latest().becomes(2, new Event('error'));
    stream.reconnect();
    expect(sources).toHaveLength(2);
    stream.close();
    stream.reconnect();
    vi.advanceTimersByTime(60_000);
    expect(sources).toHaveLength(2);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('does not call a server lost that takes the connection and says nothing yet', () => {
    const { handlers, latest } = start();
    vi.advanceTimersByTime(60_000);
    expect(handlers.onSilent).toHaveBeenCalledTimes(1);
    expect(handlers.onLost).not.toHaveBeenCalled();
    latest().open();
    expect(handlers.onOpen).toHaveBeenCalledTimes(1);
  });
});

describe('createBatch', () => {
  it('hands on at once what is little, such as the states of one request', () => {
    const deliver = vi.fn();
    const batch = createBatch(deliver);
    for (const item of [1, 2, 3]) batch.add(item);
    expect(deliver.mock.calls).toEqual([[[1]], [[2]], [[3]]]);
    vi.advanceTimersByTime(16);
    batch.add(4);
    expect(deliver).toHaveBeenLastCalledWith([4]);
  });

  it('delivers what is much once a frame, in order, losing nothing', () => {
    const delivered: number[][] = [];
    const batch = createBatch<number>((items) => delivered.push([...items]), 16);
    for (let n = 0; n < 1_000; n += 1) {
      batch.add(n);
      vi.advanceTimersByTime(1);
    }
    vi.advanceTimersByTime(100);
    expect(delivered.length).toBeLessThanOrEqual(3 + Math.ceil(1_000 / 16) + 1);
    expect(delivered.flat()).toEqual(Array.from({ length: 1_000 }, (_, n) => n));
    expect(vi.getTimerCount()).toBe(0);
  });

  it('forgets what it holds when it is cleared', () => {
    const deliver = vi.fn();
    const batch = createBatch<number>(deliver);
    for (let n = 0; n < 10; n += 1) batch.add(n);
    batch.clear();
    vi.advanceTimersByTime(100);
    expect(deliver).toHaveBeenCalledTimes(3);
  });
});
