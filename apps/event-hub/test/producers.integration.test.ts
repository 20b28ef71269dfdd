import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { HubBench, jsonEvent, newStream } from './hub-bench.ts';

// Who may do what, and what is bounded.

const KEYS = 'backend:alt_events_articles+alt_events_tags:one,tests:test_*:two,all:*:three';
const bearer = (key: string) => ({ authorization: `Bearer ${key}` });

let bench: HubBench;
const publish = (stream: string, headers: Record<string, string>) =>
  bench.call('Publish', { stream, event: jsonEvent() }, headers);

describe('with keys', () => {
  beforeAll(async () => {
    bench = new HubBench();
    // The bench asks without a key whether the streams are there: with one of its own it could not test for none.
    const call = bench.call.bind(bench);
    bench.call = (procedure, body, headers) => call(procedure, body, headers ?? bearer('three'));
    await bench.start({ MQHUB_SERVICE_KEYS: KEYS });
  });
  afterAll(() => bench.close());

  test.each([
    ['none', {}],
    ['an unknown one', bearer('four')],
    ['an empty one', { authorization: 'Bearer ' }],
    ['another kind of it', { authorization: 'Basic b25lOm9uZQ==' }],
  ])('a caller with %s is unauthenticated', async (_which, headers) => {
    expect(await publish('alt:events:articles', headers)).toMatchObject({
      status: 401,
      body: { code: 'unauthenticated' },
    });
  });

  test('it is refused before its body is read', async () => {
    expect((await bench.call('Publish', 'no json', {})).body.code).toBe('unauthenticated');
  });

  test.each([
    ['one', 'alt:events:articles'],
    ['one', 'alt:events:tags'],
    ['two', newStream()],
    ['three', 'alt:events:index'],
    ['three', 'test:any'],
  ])('key %s may publish to %s', async (key, stream) => {
    expect((await publish(stream, bearer(key))).status).toBe(200);
  });

  test.each([
    ['one', 'alt:events:index'],
    ['one', 'alt:events:articles:more'],
    ['two', 'alt:events:articles'],
    ['two', 'testing'],
  ])('key %s may not publish to %s', async (key, stream) => {
    expect(await publish(stream, bearer(key))).toMatchObject({ status: 403, body: { code: 'permission_denied' } });
  });

  test.each(['PublishBatch', 'CreateConsumerGroup', 'GetStreamInfo'])('%s has the same bounds', async (procedure) => {
    const body = { stream: 'alt:events:index', group: 'g', events: [jsonEvent()] };
    const asked = procedure === 'PublishBatch' ? { stream: body.stream, events: body.events } : body;
    expect((await bench.call(procedure, asked, bearer('one'))).body.code).toBe('permission_denied');
  });

  test('HealthCheck is for everybody', async () => {
    expect((await bench.call('HealthCheck', {}, {})).status).toBe(200);
  });

  test('refusals are counted', async () => {
    const labels = { operation: 'Publish', error_type: 'unauthenticated' };
    const before = await bench.metric('mqhub_errors_total', labels);
    await publish('alt:events:articles', {});
    expect(await bench.metric('mqhub_errors_total', labels)).toBe(before + 1);
  });
});

describe('streams of unknown keys', () => {
  beforeAll(async () => {
    bench = new HubBench();
    await bench.start({ MQHUB_MAX_UNKNOWN_STREAMS: '2', MQHUB_STREAM_MAX_MESSAGES: '3' });
  });
  afterAll(() => bench.close());

  test('there are no more than may be; those that are there go on, and so do the known ones', async () => {
    for (const stream of ['one', 'two']) expect((await publish(stream, {})).status).toBe(200);
    expect(await publish('three', {})).toMatchObject({ status: 429, body: { code: 'resource_exhausted' } });
    for (const stream of ['one', 'two', 'alt:events:articles']) expect((await publish(stream, {})).status).toBe(200);
    const accepted = await bench.call('Publish', { stream: 'three', event: jsonEvent() }, { prefer: 'respond-async' });
    expect(accepted).toMatchObject({ status: 429, body: { code: 'resource_exhausted' } });
    expect(await bench.count('hub_events', '1 = 1')).toBe(0);
    expect((await bench.call('GetStreamInfo', { stream: 'three' })).status).toBe(404);
  });

  test('a stream keeps as many events as it may, the newest', async () => {
    const events = Array.from({ length: 5 }, () => jsonEvent());
    await bench.call('PublishBatch', { stream: 'alt:events:summaries', events });
    const { body } = await bench.call('GetStreamInfo', { stream: 'alt:events:summaries' });
    expect(body).toMatchObject({ length: '3', firstEntryId: '3-0', lastEntryId: '5-0' });
  });
});

describe('a hub that is off', () => {
  beforeAll(async () => {
    bench = new HubBench();
    await bench.start({ MQHUB_ENABLED: 'false' });
  });
  afterAll(() => bench.close());

  test('takes no events, and answers everything else', async () => {
    expect(await publish('alt:events:articles', {})).toMatchObject({ body: { code: 'failed_precondition' } });
    expect((await bench.call('PublishBatch', { stream: 'x', events: [] })).body.code).toBe('failed_precondition');
    expect((await bench.call('HealthCheck', {})).body.healthy).toBe(true);
    const group = { stream: 'alt:events:articles', group: 'g', start_id: '0' };
    expect((await bench.call('CreateConsumerGroup', group)).status).toBe(200);
  });
});
