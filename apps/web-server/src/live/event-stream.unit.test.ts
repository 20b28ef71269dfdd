import type { FastifyReply } from 'fastify';
import { describe, expect, it, vi } from 'vitest';
import type { FeedItem } from './change-feed.ts';
import { EventStream } from './event-stream.ts';

function fakeReply(connected = true) {
  const sent: { id?: string; event: string; data: unknown }[] = [];
  const raw = { writableLength: 0, destroy: vi.fn(), flushHeaders: vi.fn() };
  const sse = {
    isConnected: connected,
    onClose: vi.fn(),
    keepAlive: vi.fn(),
    sendHeaders: vi.fn(),
    send: vi.fn(async (message: { event: string; data: unknown }) => {
      sent.push(message);
    }),
  };
  return { reply: { raw, sse } as unknown as FastifyReply, raw, sse, sent };
}

function change(time: number, status: 'processing' | 'completed'): FeedItem {
  const primeCheck = { id: 'a', number: '7', status, created_at: '2030-01-01T00:00:00.000Z' };
  return { kind: 'change', change: { eventId: String(time), primeCheck } };
}

describe('an event stream', () => {
  it('tells what came before it started first, since what it starts with was read later', () => {
    const { reply, sent } = fakeReply();
    const stream = new EventStream(reply);
    stream.push(change(1, 'processing'));
    stream.start([change(1, 'completed')], () => undefined);
    expect(sent.map((message) => message.data)).toMatchObject([{ status: 'processing' }, { status: 'completed' }]);
  });

  it('never lets an older state follow a newer one at its start', () => {
    const { reply, sent } = fakeReply();
    const stream = new EventStream(reply);
    stream.push(change(1, 'processing'));
    stream.start([change(2, 'completed')], () => undefined);
    expect(sent.at(-1)).toMatchObject({ data: { status: 'completed' } });
  });

  it('is open for the reader as soon as it starts, although there is no news', () => {
    const { reply, raw } = fakeReply();
    new EventStream(reply).start([], () => undefined);
    expect(raw.flushHeaders).toHaveBeenCalledOnce();
  });

  it('sends nothing before it starts', () => {
    const { reply, sent } = fakeReply();
    new EventStream(reply).push(change(1, 'processing'));
    expect(sent).toEqual([]);
  });

  it('lets go at once of a reader that left before the start', () => {
    const { reply, sse } = fakeReply(false);
    const onClose = vi.fn();
    new EventStream(reply).start([change(1, 'processing')], onClose);
    expect(onClose).toHaveBeenCalledOnce();
    expect(sse.sendHeaders).not.toHaveBeenCalled();
  });

  it('cuts a reader off that is too far behind, so that memory stays bounded', () => {
    const { reply, raw, sent } = fakeReply();
    const stream = new EventStream(reply);
    stream.start([], () => undefined);
    raw.writableLength = 2 * 1024 * 1024;
    stream.push(change(1, 'processing'));
    expect(raw.destroy).toHaveBeenCalledOnce();
    expect(sent).toEqual([]);
  });
});
