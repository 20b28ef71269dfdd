import { Code, ConnectError } from '@connectrpc/connect';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { HubBench, type HubClient, newEvent, newStream, TRANSPORTS } from './hub-bench.ts';

// Every protocol that the one port speaks, by generated clients.

let bench: HubBench;
beforeAll(async () => {
  bench = new HubBench();
  await bench.start({ MQHUB_MAX_UNKNOWN_STREAMS: '200' });
});
afterAll(() => bench.close());

const codeOf = async (call: Promise<unknown>) =>
  call.then(
    () => 'no error',
    (error: unknown) => Code[ConnectError.from(error).code],
  );

describe.each(TRANSPORTS)('by $name', ({ open }) => {
  let client: HubClient;
  beforeAll(() => {
    client = bench.client(open(bench.hub.url));
  });

  test('an event is stored, and again is the same entry', async () => {
    const stream = newStream();
    const event = newEvent();
    expect(await client.publish({ stream, event })).toMatchObject({ messageId: '1-0', success: true });
    expect(await client.publish({ stream, event })).toMatchObject({ messageId: '1-0', success: true });
  });

  test('bytes arrive as they were sent', async () => {
    const stream = newStream();
    await client.publish({ stream, event: newEvent({ payload: new Uint8Array([0, 255, 128]) }) });
    const [message] = await bench.read(stream, 1);
    expect(JSON.parse(new TextDecoder().decode(message?.body)).payload_base64).toBe('AP+A');
  });

  test('a batch is counted and named', async () => {
    const events = Array.from({ length: 20 }, () => newEvent());
    const answer = await client.publishBatch({ stream: newStream(), events });
    expect(answer).toMatchObject({ successCount: 20, failureCount: 0, errors: [] });
    expect(answer.messageIds).toHaveLength(20);
  });

  test('an empty batch is an empty answer', async () => {
    const answer = await client.publishBatch({ stream: newStream(), events: [] });
    expect(answer).toMatchObject({ messageIds: [], successCount: 0, failureCount: 0, errors: [] });
  });

  test('1,001 events are too many', async () => {
    const events = Array.from({ length: 1_001 }, () => newEvent());
    const call = client.publishBatch({ stream: newStream(), events });
    await expect(call).rejects.toThrow('batch size exceeds');
    expect(await codeOf(call)).toBe('InvalidArgument');
  });

  test('a missing field is named', async () => {
    const call = client.publish({ stream: newStream(), event: newEvent({ source: '' }) });
    await expect(call).rejects.toThrow('event.source is required');
    expect(await codeOf(call)).toBe('InvalidArgument');
  });

  test('a missing stream is not found', async () => {
    expect(await codeOf(client.getStreamInfo({ stream: newStream() }))).toBe('NotFound');
  });

  test('a group is made and found', async () => {
    const stream = newStream();
    expect(await client.createConsumerGroup({ stream, group: 'g', startId: '$' })).toMatchObject({ success: true });
    const info = await client.getStreamInfo({ stream });
    expect(info).toMatchObject({ length: 0n, radixTreeKeys: 0n, radixTreeNodes: 0n, firstEntryId: '' });
    expect(info.groups).toMatchObject([{ name: 'g', consumers: 0n, pending: 0n, lastDeliveredId: '0-0' }]);
  });

  test('the hub is healthy', async () => {
    expect(await client.healthCheck({})).toMatchObject({ healthy: true, redisStatus: 'connected' });
  });

  test('without a tag generator there are no tags: unavailable', async () => {
    expect(await codeOf(client.generateTagsForArticle({ articleId: 'a', title: 't' }))).toBe('Unavailable');
  });

  test('a call that takes longer than its caller waits is broken off', async () => {
    const call = client.publish({ stream: newStream(), event: newEvent() }, { signal: AbortSignal.abort() });
    expect(await codeOf(call)).toBe('Canceled');
  });
});
