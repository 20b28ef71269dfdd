import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { HubBench, jsonEvent, newStream, textOf } from './hub-bench.ts';

// The rules of the service, by plain HTTP: what anybody sees who has `fetch` and nothing else.

const ARTICLES = 'alt:events:articles';
const TOO_LARGE = Buffer.alloc(1_000_001, 'a').toString('base64');
const SERVICE = '/services.mqhub.v1.MQHubService';

let bench: HubBench;
beforeAll(async () => {
  bench = new HubBench();
  await bench.start({ MAX_BATCH_BYTES: '4194304', MQHUB_MAX_UNKNOWN_STREAMS: '200' });
});
afterAll(() => bench.close());

const publish = (event: unknown, stream: unknown = ARTICLES) => bench.call('Publish', { stream, event });
const publishBatch = (events: unknown, stream: unknown = ARTICLES) => bench.call('PublishBatch', { stream, events });
const lengthOf = async (stream: string) => Number((await bench.call('GetStreamInfo', { stream })).body.length ?? 0);

describe('HTTP', () => {
  const post = { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' };

  test('an unknown procedure is 404, and says unimplemented', async () => {
    expect(await bench.http(`${SERVICE}/Nothing`, post)).toMatchObject({
      status: 404,
      body: { code: 'unimplemented' },
    });
  });
  test('an unknown service is 404', async () => {
    expect((await bench.http('/services.other.v1.Service/Publish', post)).status).toBe(404);
  });
  test('an unknown procedure is 404 whatever type its body is of', async () => {
    const headers = { 'content-type': 'application/grpc' };
    expect((await bench.http(`${SERVICE}/Nothing`, { ...post, headers })).status).toBe(404);
  });
  test.each(['GET', 'PUT', 'DELETE', 'PATCH', 'HEAD'])('%s is 405, and says what is allowed', async (method) => {
    const answer = await bench.http(`${SERVICE}/Publish`, { method });
    expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'POST']);
  });
  test.each([
    'Publish',
    'PublishBatch',
    'CreateConsumerGroup',
    'GetStreamInfo',
    'HealthCheck',
    'GenerateTagsForArticle',
  ])('GET of %s is 405: no call is free of effects by name', async (procedure) => {
    expect((await bench.http(`${SERVICE}/${procedure}`)).status).toBe(405);
  });
  test.each(['text/plain', 'application/xml', 'application/x-www-form-urlencoded', 'application/jsonx'])(
    'a body of %s is 415',
    async (type) => {
      expect((await bench.call('HealthCheck', '{}', { 'content-type': type })).status).toBe(415);
    },
  );
  test('a body with a charset is read', async () => {
    const answer = await bench.call('HealthCheck', '{}', { 'content-type': 'application/json; charset=utf-8' });
    expect(answer.status).toBe(200);
  });
  test('a body that is no JSON is invalid_argument', async () => {
    expect(await bench.call('Publish', '{"stream":')).toMatchObject({
      status: 400,
      body: { code: 'invalid_argument' },
    });
  });
  test('a field of another type is invalid_argument', async () => {
    expect(await bench.call('Publish', { stream: 7 })).toMatchObject({
      status: 400,
      body: { code: 'invalid_argument' },
    });
  });
  test('a field that nobody knows is ignored: a newer producer may send some', async () => {
    expect((await bench.call('HealthCheck', { later: true })).status).toBe(200);
  });
  test('a request of more bytes than are read is resource_exhausted, whatever they are', async () => {
    const answer = await bench.call('Publish', { stream: ARTICLES, padding: 'a'.repeat(9_000_000) });
    expect(answer).toMatchObject({ status: 429, body: { code: 'resource_exhausted' } });
  });
  test('a compression that nobody knows is refused', async () => {
    const answer = await bench.call('HealthCheck', '{}', { 'content-encoding': 'rot13' });
    expect(answer.body).toMatchObject({ code: 'unimplemented' });
  });
  test('names of fields are taken as the protocol file writes them, and in camel case', async () => {
    const event = { eventId: crypto.randomUUID(), eventType: 'ArticleCreated', source: 'x' };
    expect(await publish(event)).toMatchObject({ status: 200, body: { success: true } });
  });
});

describe('Publish', () => {
  test('an event is answered with its entry’s id once it is stored', async () => {
    const stream = newStream();
    expect(await publish(jsonEvent(), stream)).toMatchObject({
      status: 200,
      body: { messageId: '1-0', success: true },
    });
    expect(await publish(jsonEvent(), stream)).toMatchObject({ body: { messageId: '2-0' } });
    expect(await lengthOf(stream)).toBe(2);
  });

  test('an event_id published again is answered with the first entry’s id, and stored once', async () => {
    const stream = newStream();
    const event = jsonEvent();
    const first = await publish(event, stream);
    await publish(jsonEvent(), stream);
    const again = await publish({ ...event, source: 'elsewhere' }, stream);
    expect(again.body).toEqual(first.body);
    expect(await lengthOf(stream)).toBe(2);
  });

  test('895 publishes of one event_id have one effect', async () => {
    const stream = newStream();
    const event = jsonEvent();
    const answers = await Promise.all(Array.from({ length: 895 }, () => publish(event, stream)));
    expect(new Set(answers.map(({ body }) => body.messageId))).toEqual(new Set(['1-0']));
    expect(await lengthOf(stream)).toBe(1);
  });

  test('the same event_id in another stream is another event', async () => {
    const event = jsonEvent();
    const [one, other] = [newStream(), newStream()];
    expect((await publish(event, one)).body.messageId).toBe('1-0');
    expect((await publish(event, other)).body.messageId).toBe('1-0');
  });

  test('what is stored is an envelope that the platform’s consumers read, under a subject with the type', async () => {
    const stream = newStream();
    const payload = '{"n":12345678901234567890.10,  "s":"ü"}';
    await publish(
      {
        event_id: 'an-id',
        event_type: 'TagsGenerated',
        source: 'tag-generator',
        created_at: '2026-01-13T04:05:06.123456789Z',
        payload: Buffer.from(payload).toString('base64'),
        metadata: { trace: '1', 'a key': 'ä' },
      },
      stream,
    );
    const [message] = await bench.read(stream, 1);
    if (message === undefined) throw new Error('nothing there');
    expect(message.subject).toBe(`hub.${stream.replace(':', '_')}.TagsGenerated`);
    expect(message.headers.get('Nats-Msg-Id')).toBe('an-id:r0:e1');
    expect(message.headers.get('Ballast-Message-Id')).toBe('an-id:r0:e1');
    // Byte by byte: no number is rounded on its way.
    expect(textOf(message)).toBe(
      '{"id":"an-id","type":"TagsGenerated","version":1,"source":"tag-generator",' +
        `"created_at":"2026-01-13T04:05:06.123456789Z","metadata":{"trace":"1","a key":"ä"},"payload":${payload}}`,
    );
  });

  test('a payload that is no JSON is kept as it is, in base64', async () => {
    const stream = newStream();
    const payload = Buffer.from([0xff, 0x00, 0x7b]).toString('base64');
    await publish(jsonEvent({ payload }), stream);
    await publish(jsonEvent({ payload: undefined }), stream);
    const stored = (await bench.read(stream, 2)).map((message) => JSON.parse(textOf(message)));
    expect(stored).toMatchObject([{ payload_base64: payload }, { payload_base64: '' }]);
    expect(stored[0]).not.toHaveProperty('payload');
  });

  test('a missing created_at is filled', async () => {
    const stream = newStream();
    const before = Date.now();
    await publish(jsonEvent(), stream);
    const [message] = await bench.read(stream, 1);
    const createdAt = Date.parse(JSON.parse(message === undefined ? '{}' : textOf(message)).created_at);
    expect(createdAt).toBeGreaterThanOrEqual(before);
    expect(createdAt).toBeLessThanOrEqual(Date.now());
  });

  test('the caller’s trace goes on in the event', async () => {
    const stream = newStream();
    const traceId = '0af7651916cd43dd8448eb211c80319c';
    await bench.call('Publish', { stream, event: jsonEvent() }, { traceparent: `00-${traceId}-b7ad6b7169203331-01` });
    const [message] = await bench.read(stream, 1);
    expect(message?.headers.get('traceparent')).toContain(traceId);
  });

  test.each([
    ['event_id', { event_id: undefined }],
    ['event_id', { event_id: '' }],
    ['event_id', { event_id: 'two words' }],
    ['event_id', { event_id: 'ü' }],
    ['event_id', { event_id: 'a'.repeat(101) }],
    ['event_type', { event_type: undefined }],
    ['event_type', { event_type: '' }],
    ['event_type', { event_type: 'two words' }],
    ['event_type', { event_type: 'a'.repeat(65) }],
    ['source', { source: undefined }],
    ['source', { source: '' }],
    ['source', { source: '  ' }],
  ])(
    'without a right %s (%j) it is invalid_argument, which names the field, and stores nothing',
    async (field, changes) => {
      const before = await lengthOf(ARTICLES);
      const answer = await publish(jsonEvent(changes));
      expect(answer).toMatchObject({ status: 400, body: { code: 'invalid_argument' } });
      expect(answer.body.message).toContain(field);
      expect(await lengthOf(ARTICLES)).toBe(before);
    },
  );

  test('without an event it is invalid_argument', async () => {
    expect((await publish(undefined)).body).toMatchObject({ code: 'invalid_argument', message: 'event is required' });
  });

  test.each(['', 'two words', 'alt:events:*', 'a>', 'ü', 'a/b', 'a'.repeat(65)])(
    'the stream key %j is invalid_argument',
    async (stream) => {
      const answer = await publish(jsonEvent(), stream);
      expect(answer).toMatchObject({ status: 400, body: { code: 'invalid_argument' } });
      expect(answer.body.message).toMatch(/^stream /);
    },
  );

  test('an event of more bytes than the broker takes is invalid_argument', async () => {
    const answer = await publish(jsonEvent({ payload: TOO_LARGE }));
    expect(answer).toMatchObject({ status: 400, body: { code: 'invalid_argument' } });
  });

  test('an event of as many bytes as may be is stored', async () => {
    const answer = await publish(jsonEvent({ payload: Buffer.alloc(700_000, 1).toString('base64') }));
    expect(answer.status).toBe(200);
  });

  test('a type that nobody knows is stored', async () => {
    expect((await publish(jsonEvent({ event_type: 'ArticleBurnt.v2' }))).status).toBe(200);
  });

  test.each(['alt:events:articles', 'alt:events:summaries', 'alt:events:tags', 'alt:events:index'])(
    '%s is there from the start',
    async (stream) => {
      expect((await bench.call('GetStreamInfo', { stream })).status).toBe(200);
      expect((await publish(jsonEvent(), stream)).status).toBe(200);
    },
  );

  test('an unknown key is allowed, logged once as a warning, and counted', async () => {
    const stream = newStream();
    const before = await bench.metric('mqhub_publish_total', { stream: 'other', status: 'success' });
    await publish(jsonEvent(), stream);
    await publish(jsonEvent(), stream);
    expect(await bench.metric('mqhub_publish_total', { stream: 'other', status: 'success' })).toBe(before + 2);
    const lines = bench.hub.logs.filter((line) => line.includes(stream) && line.includes('unknown stream key'));
    expect(lines.map((line) => JSON.parse(line).level)).toEqual(['warn']);
  });
});

describe('PublishBatch', () => {
  test('a batch is stored in its order', async () => {
    const stream = newStream();
    const events = Array.from({ length: 500 }, (_, index) => jsonEvent({ event_id: `e-${index}` }));
    const { body } = await publishBatch(events, stream);
    expect(body).toEqual({ messageIds: events.map((_, index) => `${index + 1}-0`), successCount: 500 });
    const ids = (await bench.read(stream, 500)).map((message) => JSON.parse(textOf(message)).id);
    expect(ids).toEqual(events.map(({ event_id }) => event_id));
  });

  test('an empty batch is an empty answer', async () => {
    expect(await publishBatch([])).toMatchObject({ status: 200, body: {} });
    expect((await publishBatch([])).body).toEqual({});
  });

  test('an empty batch needs a right stream all the same', async () => {
    expect((await publishBatch([], '')).body.code).toBe('invalid_argument');
  });

  test('a batch of 1,000 is accepted', async () => {
    const events = Array.from({ length: 1_000 }, () => jsonEvent());
    expect((await publishBatch(events, newStream())).body.successCount).toBe(1_000);
  });

  test('a batch of 1,001 is refused, and stores nothing', async () => {
    const stream = newStream();
    await publish(jsonEvent(), stream);
    const answer = await publishBatch(
      Array.from({ length: 1_001 }, () => jsonEvent()),
      stream,
    );
    expect(answer).toMatchObject({ status: 400, body: { code: 'invalid_argument' } });
    expect(answer.body.message).toContain('batch size exceeds');
    expect(await lengthOf(stream)).toBe(1);
  });

  test('a batch of too many bytes is refused, and stores nothing', async () => {
    const stream = newStream();
    await publish(jsonEvent(), stream);
    const payload = Buffer.alloc(700_000, 1).toString('base64');
    const answer = await publishBatch(
      Array.from({ length: 5 }, () => jsonEvent({ payload })),
      stream,
    );
    expect(answer.body).toMatchObject({ code: 'invalid_argument' });
    expect(answer.body.message).toContain('batch size exceeds');
    expect(await lengthOf(stream)).toBe(1);
  });

  test('a batch is validated whole: one wrong event, named by its place, and nothing is stored', async () => {
    const stream = newStream();
    await publish(jsonEvent(), stream);
    const events = [jsonEvent(), jsonEvent(), jsonEvent({ source: '' }), jsonEvent()];
    const answer = await publishBatch(events, stream);
    expect(answer.body).toMatchObject({ code: 'invalid_argument', message: 'events[2].source is required' });
    expect(await lengthOf(stream)).toBe(1);
  });

  test('an event_id twice in a batch is stored once, and both have its entry’s id', async () => {
    const stream = newStream();
    const event = jsonEvent();
    const { body } = await publishBatch([event, jsonEvent(), event], stream);
    expect(body.messageIds).toEqual(['1-0', '2-0', '1-0']);
    expect(body.successCount).toBe(3);
    expect(await lengthOf(stream)).toBe(2);
  });
});

describe('CreateConsumerGroup', () => {
  const create = (body: Record<string, unknown>) => bench.call('CreateConsumerGroup', body);

  test('makes the stream too where that is missing', async () => {
    const stream = newStream();
    const answer = await create({ stream, group: 'pre-processor-group', start_id: '0' });
    expect(answer).toMatchObject({ status: 200, body: { success: true } });
    const { body } = await bench.call('GetStreamInfo', { stream });
    expect(body.groups).toEqual([{ name: 'pre-processor-group', lastDeliveredId: '0-0' }]);
  });

  test('a group that is there stays as it is', async () => {
    const stream = newStream();
    await create({ stream, group: 'g', start_id: '0' });
    const again = await create({ stream, group: 'g', start_id: '$' });
    expect(again).toMatchObject({ status: 200, body: { success: true } });
    expect(again.body.message).toContain('exists');
  });

  test('"0" reads all that the stream holds, "$" what comes from then on', async () => {
    const stream = newStream();
    await publish(jsonEvent({ event_id: 'old' }), stream);
    await create({ stream, group: 'late', start_id: '$' });
    await publish(jsonEvent({ event_id: 'new' }), stream);
    const all = await bench.read(stream, 2);
    expect(all.map((message) => JSON.parse(textOf(message)).id)).toEqual(['old', 'new']);
    const { body } = await bench.call('GetStreamInfo', { stream });
    const late = body.groups.find(({ name }: { name: string }) => name === 'late');
    expect(late.lastDeliveredId).toBe('1-0');
  });

  test.each(['1-0', 'now', '*'])('start_id %j is invalid_argument', async (start_id) => {
    const { body } = await create({ stream: ARTICLES, group: 'g', start_id });
    expect(body.code).toBe('invalid_argument');
    expect(body.message).toContain('start_id');
  });

  test.each(['', 'two words', 'a.b', 'a*', 'a'.repeat(65)])('group %j is invalid_argument', async (group) => {
    const { body } = await create({ stream: ARTICLES, group, start_id: '0' });
    expect(body.code).toBe('invalid_argument');
    expect(body.message).toContain('group');
  });

  test('a wrong stream key is invalid_argument', async () => {
    expect((await create({ stream: 'a b', group: 'g' })).body.code).toBe('invalid_argument');
  });
});

describe('GetStreamInfo', () => {
  test('a missing stream is not_found', async () => {
    const answer = await bench.call('GetStreamInfo', { stream: newStream() });
    expect(answer).toMatchObject({ status: 404, body: { code: 'not_found' } });
  });

  test('says how long the stream is, its first and last entry, and where its groups are', async () => {
    const stream = newStream();
    await bench.call('CreateConsumerGroup', { stream, group: 'idle', start_id: '0' });
    await publishBatch([jsonEvent(), jsonEvent(), jsonEvent()], stream);
    await bench.read(stream, 3);
    const { body } = await bench.call('GetStreamInfo', { stream });
    // int64 is a string in JSON, and what is 0 is left out.
    expect(body).toMatchObject({ length: '3', firstEntryId: '1-0', lastEntryId: '3-0' });
    expect(body).not.toHaveProperty('radixTreeKeys');
    expect(body.groups).toContainEqual({ name: 'idle', lastDeliveredId: '0-0' });
    expect(body.groups).toHaveLength(2);
    expect(body.groups.find(({ name }: { name: string }) => name !== 'idle').lastDeliveredId).toBe('3-0');
  });

  test('an empty stream has no entries', async () => {
    const stream = newStream();
    await bench.call('CreateConsumerGroup', { stream, group: 'g', start_id: '0' });
    const { body } = await bench.call('GetStreamInfo', { stream });
    expect([body.length, body.firstEntryId, body.lastEntryId]).toEqual([undefined, undefined, undefined]);
  });

  test('a wrong stream key is invalid_argument', async () => {
    expect((await bench.call('GetStreamInfo', { stream: '' })).body.code).toBe('invalid_argument');
  });
});

describe('health and metrics', () => {
  test('HealthCheck and /health say the same', async () => {
    const check = await bench.call('HealthCheck', {});
    expect(check.body).toMatchObject({ healthy: true, redisStatus: 'connected', uptimeSeconds: expect.any(String) });
    expect(await bench.http('/health')).toMatchObject({
      status: 200,
      body: {
        healthy: true,
        status: 'ok',
        redis_status: 'connected',
        uptime_seconds: expect.any(Number),
        checks: { nats: { status: 'ok' } },
      },
    });
  });

  test.each(['/livez', '/readyz'])('%s answers 200', async (path) => {
    expect((await bench.http(path)).status).toBe(200);
  });

  test('/metrics counts events, batches and errors', async () => {
    const labels = { stream: 'alt:events:tags', status: 'success' };
    const refused = { operation: 'PublishBatch', error_type: 'invalid_argument' };
    const [stored, twice, errors] = await Promise.all([
      bench.metric('mqhub_publish_total', labels),
      bench.metric('mqhub_publish_total', { ...labels, status: 'duplicate' }),
      bench.metric('mqhub_errors_total', refused),
    ]);
    const batches = await bench.metric('mqhub_batch_size_count');
    const timed = await bench.metric('mqhub_publish_duration_seconds_count');
    const event = jsonEvent();
    await publishBatch([event, jsonEvent(), event], 'alt:events:tags');
    await publishBatch([jsonEvent({ event_id: '' })], 'alt:events:tags');
    expect(await bench.metric('mqhub_publish_total', labels)).toBe(stored + 2);
    expect(await bench.metric('mqhub_publish_total', { ...labels, status: 'duplicate' })).toBe(twice + 1);
    expect(await bench.metric('mqhub_errors_total', refused)).toBe(errors + 1);
    expect(await bench.metric('mqhub_batch_size_count')).toBe(batches + 1);
    expect(await bench.metric('mqhub_publish_duration_seconds_count')).toBe(timed + 1);
    expect(await bench.metric('mqhub_redis_connection_status')).toBe(1);
  });

  test.each([
    ['no JSON', 'invalid_argument', '{"stream":', 'application/json'],
    // So the library calls it.
    ['no protobuf', 'internal', '\u0007', 'application/proto'],
    ['too large', 'resource_exhausted', JSON.stringify({ padding: 'a'.repeat(9_000_000) }), 'application/json'],
  ])('a body that is %s is counted as %s', async (_what, error_type, body, type) => {
    const refused = { operation: 'Publish', error_type };
    const before = await bench.metric('mqhub_errors_total', refused);
    expect((await bench.call('Publish', body, { 'content-type': type })).status).toBeGreaterThanOrEqual(400);
    expect(await bench.metric('mqhub_errors_total', refused)).toBe(before + 1);
  });

  test('/metrics is not for whom a proxy asks', async () => {
    expect((await bench.http('/metrics', { headers: { 'x-forwarded-for': '203.0.113.9' } })).status).toBe(403);
  });
});
