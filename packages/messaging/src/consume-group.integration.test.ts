import { defineEvent, HEADER } from '@ballast/contracts';
import { ArticleCreated, ArticleUpdated, IndexArticle, SummarizeRequested } from '@ballast/contracts/events';
import { dead, done, retry, unavailable } from '@ballast/reliability';
import { createNamespace, createOwnNatsServer, testServers, until } from '@ballast/testkit';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { Gate } from '../test/gate.ts';
import { ARTICLES, eventOf, GroupBench, LIMITS } from '../test/group-bench.ts';
import type { Received } from './consumer-options.ts';
import { ensureEventStream } from './event-streams.ts';
import { on } from './group-options.ts';
import { decodeHeaderText } from './header-text.ts';
import type { Messaging } from './messaging.ts';

let bench: GroupBench;
let messaging: Messaging;
beforeEach(async () => {
  bench = new GroupBench(testServers().nats.servers[0] ?? '', createNamespace());
  messaging = await bench.connectWithStreams();
});
afterEach(() => bench.close());

/** Each `_` is three characters of its subject. */
const Escaped = defineEvent({ stream: ARTICLES, type: '_'.repeat(64), payload: z.object({ article_id: z.string() }) });

/** Takes articles and remembers their ids. */
const collect = (seen: string[], contract = ArticleCreated) =>
  on(contract, async ({ identity }) => {
    seen.push(identity.id);
    return done;
  });
const isSettled = (group?: string) => bench.isSettled(messaging, group);
const letterOf = (letters: Awaited<ReturnType<GroupBench['letters']>>, group: string) =>
  letters.find(({ headers }) => headers[HEADER.originConsumer] === group);

test('a handler gets the event as its producer published it', async () => {
  const { promise, resolve } = Promise.withResolvers<Received<{ article_id: string }>>();
  bench.join(messaging, {
    handlers: [
      on(ArticleCreated, async (message) => {
        resolve(message);
        return done;
      }),
    ],
  });
  await bench.publishEvent(messaging, 'a');

  expect(await promise).toMatchObject({
    identity: { id: 'a', generation: 0, enqueue: 1 },
    attempt: 1,
    redelivered: false,
    payload: { article_id: 'article-a', title: 'A title' },
    createdAt: new Date('2026-01-13T00:00:00Z'),
    source: 'alt-backend',
    metadata: { tenant: 'one' },
  });
});

test('every group gets every event, and members of one share them', async () => {
  const ids = Array.from({ length: 60 }, (_, nth) => `event-${nth}`);
  const seen = { one: [] as string[], two: [] as string[], other: [] as string[] };
  const other = await bench.connect();
  const gate = new Gate();
  const held = (into: string[]) =>
    on(ArticleCreated, async ({ identity }) => {
      into.push(identity.id);
      await gate.passed;
      return done;
    });
  bench.join(messaging, { handlers: [held(seen.one)] });
  bench.join(other, { handlers: [held(seen.two)], worker: 'member-2' });
  bench.join(messaging, { handlers: [collect(seen.other)], group: 'indexer' });
  await Promise.all(ids.map((id) => bench.publishEvent(messaging, id)));
  await until(() => seen.one.length === 4 && seen.two.length === 4);
  gate.open();

  await until(async () => (await isSettled()) && (await isSettled('indexer')));
  expect([...seen.one, ...seen.two].sort()).toEqual([...ids].sort());
  expect(seen.other.sort()).toEqual([...ids].sort());
});

test('types that nobody handles and events for another group are passed over, and are no attempts', async () => {
  const seen: string[] = [];
  bench.join(messaging, { handlers: [collect(seen), collect(seen, ArticleUpdated)] });
  await bench.publishEvent(messaging, 'nobody', { contract: SummarizeRequested });
  await bench.publishEvent(messaging, 'another', { group: 'indexer' });
  await bench.publishEvent(messaging, 'ours', { group: 'tagger' });
  await bench.publishEvent(messaging, 'updated', { contract: ArticleUpdated });
  await bench.publishEvent(messaging, 'all');

  await until(async () => (await isSettled()) && seen.length === 3);
  expect(seen.sort()).toEqual(['all', 'ours', 'updated']);
  const skipped = { consumer: `tagger@${ARTICLES}`, outcome: 'skipped' };
  // The group is settled before its acknowledgements are confirmed here.
  await until(async () => (await bench.metric('ballast_messaging_deliveries_total', skipped)) === 2);
  expect(await bench.letters(messaging)).toEqual([]);
});

test('what was sent to this group alone and has no handler becomes a letter, for nobody else would miss it', async () => {
  bench.join(messaging, { handlers: [collect([])] });
  await bench.publishEvent(messaging, 'a', { contract: SummarizeRequested, group: 'tagger' });
  await until(async () => (await bench.letters(messaging)).length === 1);
  expect((await bench.letters(messaging))[0]?.headers).toMatchObject({
    [HEADER.originSubject]: 'hub.alt_events_articles.SummarizeRequested.tagger',
    [HEADER.errorType]: 'poison',
    [HEADER.errorCode]: 'unknown_type',
  });
});

test('an event that fails five times becomes one letter, with the last reason', async () => {
  const attempts: number[] = [];
  bench.join(messaging, {
    handlers: [
      on(ArticleCreated, async ({ attempt }) => {
        attempts.push(attempt);
        return retry({ code: 'index_refused', message: `refused for the ${attempt}. time` });
      }),
    ],
  });
  await bench.publishEvent(messaging, 'a');

  await until(() => isSettled());
  expect(attempts).toEqual([1, 2, 3, 4, 5]);
  const letters = await bench.letters(messaging);
  expect(letters).toHaveLength(1);
  expect(letters[0]).toMatchObject({
    subject: `${bench.namespace}.dlq.events`,
    body: JSON.stringify(eventOf('a')),
    headers: {
      [HEADER.messageId]: 'a:r0:e1',
      [HEADER.originSubject]: 'hub.alt_events_articles.ArticleCreated.tagger',
      [HEADER.originStream]: 'events_alt_events_articles',
      [HEADER.originConsumer]: 'tagger',
      [HEADER.attempts]: '5',
      [HEADER.errorType]: 'transient',
      [HEADER.errorCode]: 'index_refused',
    },
  });
  expect(decodeHeaderText(letters[0]?.headers[HEADER.errorMessage] ?? '')).toBe('refused for the 5. time');
});

test('attempts are counted over all members, whoever of them has failed', async () => {
  const attempts: string[] = [];
  const fail = (name: string) =>
    on(ArticleCreated, async ({ attempt }) => {
      attempts.push(`${name} ${attempt}`);
      return retry({ code: 'x', message: 'x' });
    });
  const first = bench.join(messaging, { handlers: [fail('one')] });
  await bench.publishEvent(messaging, 'a');
  await until(() => attempts.length >= 1);
  await first.stop();
  bench.join(await bench.connect(), { handlers: [fail('two')], worker: 'member-2' });
  await until(async () => (await bench.letters(messaging)).length === 1);
  expect(attempts.map((text) => text.split(' ')[1])).toEqual(['1', '2', '3', '4', '5']);
  expect(attempts).toContain('two 5');
});

test('two groups that fail on one event leave a letter each', async () => {
  for (const group of ['tagger', 'indexer']) {
    bench.join(messaging, {
      group,
      handlers: [on(ArticleCreated, async () => dead('permanent', { code: 'no', message: `not for the ${group}` }))],
    });
  }
  await bench.publishEvent(messaging, 'a');

  await until(async () => (await bench.letters(messaging)).length === 2);
  const letters = await bench.letters(messaging);
  for (const group of ['tagger', 'indexer']) {
    expect(letterOf(letters, group)?.headers).toMatchObject({
      [HEADER.originSubject]: `hub.alt_events_articles.ArticleCreated.${group}`,
      [HEADER.errorType]: 'permanent',
      [HEADER.attempts]: '1',
    });
  }
});

test.each([
  ['no JSON', { body: '{' }, 'undecodable'],
  ['a payload that does not fit', { fields: { payload: { article_id: 7 } } }, 'wrong_schema'],
  ['bytes where JSON was agreed on', { fields: { payload: undefined, payload_base64: '/wA=' } }, 'wrong_schema'],
  ['another type than its subject', { fields: { type: 'Other' } }, 'unknown_type'],
])('%s is poison at once', async (_what, options, code) => {
  bench.join(messaging, { handlers: [collect([])] });
  await bench.publishEvent(messaging, 'a', options);
  await until(async () => (await bench.letters(messaging)).length === 1);
  expect((await bench.letters(messaging))[0]?.headers).toMatchObject({
    [HEADER.errorType]: 'poison',
    [HEADER.errorCode]: code,
    [HEADER.attempts]: '1',
  });
});

test('what says nothing of itself becomes a letter for each group too', async () => {
  bench.join(messaging, { handlers: [collect([])] });
  bench.join(messaging, { handlers: [collect([])], group: 'indexer' });
  await messaging.publish({ subject: ArticleCreated.subject, messageId: 'raw', body: '{' });
  await until(async () => (await bench.letters(messaging)).length === 2);
});

test('a contract can be of bytes that are no JSON', async () => {
  const Image = defineEvent({ stream: ARTICLES, type: 'ImageStored', payload: z.instanceof(Uint8Array) });
  const { promise, resolve } = Promise.withResolvers<Uint8Array>();
  bench.join(messaging, {
    handlers: [
      on(Image, async ({ payload }) => {
        resolve(payload);
        return done;
      }),
    ],
  });
  const fields = { payload: undefined, payload_base64: '/wD+' };
  await bench.publishEvent(messaging, 'a', { contract: Image, fields });
  expect([...(await promise)]).toEqual([0xff, 0, 0xfe]);
});

test('895 repeats of one event have one effect, when its handler does it once for each event id', async () => {
  const applied = new Set<string>();
  let effects = 0;
  let deliveries = 0;
  bench.join(messaging, {
    handlers: [
      on(ArticleCreated, async ({ identity }) => {
        deliveries += 1;
        // What a consumer does in its database, in the transaction of the effect: the id goes into a column that is unique.
        if (!applied.has(identity.id)) effects += 1;
        applied.add(identity.id);
        return done;
      }),
    ],
  });
  const repeats = Array.from({ length: 895 }, (_, nth) => nth);
  // Within the duplicate window the broker stores the first alone.
  const receipts = await Promise.all(repeats.map(() => bench.publishEvent(messaging, 'within')));
  expect(receipts.filter(({ duplicate }) => !duplicate)).toHaveLength(1);
  // Beyond it the broker has forgotten the id, and stores and delivers each.
  await Promise.all(repeats.map((nth) => bench.publishEvent(messaging, 'beyond', { knownAs: `forgotten-${nth}` })));

  await until(async () => deliveries >= 896 && (await isSettled()), { timeoutMs: 30_000 });
  expect({ deliveries, effects }).toEqual({ deliveries: 896, effects: 2 });
});

test('while a dependency is away no attempt is spent, by however many members', async () => {
  let isAway = true;
  const seen: string[] = [];
  for (const worker of ['member-1', 'member-2', 'member-3']) {
    bench.join(await bench.connect(), {
      worker,
      handlers: [
        on(ArticleCreated, async ({ identity, attempt }) => {
          if (isAway) return unavailable('index', { code: 'ECONNREFUSED', message: 'away' });
          seen.push(`${identity.id} ${attempt}`);
          return done;
        }),
      ],
      // Answers although the work is refused: so the message is tried again and again.
      probe: async () => {},
    });
  }
  await bench.publishEvent(messaging, 'a');
  const deferred = async () => (await bench.kept(messaging))[0]?.outcomes ?? 0;
  await until(async () => (await deferred()) > 6, { timeoutMs: 30_000 });
  isAway = false;

  await until(() => isSettled(), { timeoutMs: 30_000 });
  expect(seen).toEqual(['a 1']);
  expect(await bench.letters(messaging)).toEqual([]);
});

describe('a group that is not there', () => {
  test('begins with all that the stream holds, or with what is new', async () => {
    await bench.publishEvent(messaging, 'before');
    const seen = { all: [] as string[], fresh: [] as string[] };
    bench.join(messaging, { handlers: [collect(seen.all)] });
    bench.join(messaging, { handlers: [collect(seen.fresh)], group: 'fresh', from: 'new' });
    await until(() => bench.hasGroup(messaging, 'fresh'));
    await bench.publishEvent(messaging, 'after');
    await until(() => seen.all.length === 2 && seen.fresh.length === 1);
    expect(seen).toEqual({ all: ['before', 'after'], fresh: ['after'] });
  });

  test('waits for its stream, and then misses nothing of it', async () => {
    const seen: string[] = [];
    const isWaiting = () => bench.log.some(({ msg }) => msg === 'cannot consume; trying until it works');
    const handler = on(IndexArticle, async ({ identity }) => {
      seen.push(identity.id);
      return done;
    });
    bench.join(messaging, { stream: IndexArticle.stream, from: 'new', handlers: [handler] });
    await until(isWaiting);
    await ensureEventStream(messaging, IndexArticle.stream, LIMITS);
    await bench.publishEvent(messaging, 'first', { contract: IndexArticle });
    await until(() => seen.length === 1);
  });

  test.each([
    ['a name that no consumer may have', { group: 'a.b' }],
    ['no handler', { handlers: [] }],
    ['a handler of another stream', { handlers: [on(IndexArticle, async () => done)] }],
    ['two handlers of one type', { handlers: [collect([]), collect([])] }],
    [
      'names that are together longer than a subject may be',
      { group: 'g'.repeat(64), handlers: [collect([], Escaped)] },
    ],
  ])('is refused with %s', (_what, options) => {
    expect(() => bench.join(messaging, { handlers: [collect([])], ...options })).toThrow(RangeError);
  });
});

test('a group that somebody deletes under its members is made again, and misses nothing', async () => {
  const seen: string[] = [];
  bench.join(messaging, { handlers: [collect(seen)], from: 'new' });
  await until(() => bench.hasGroup(messaging, 'tagger'));
  await bench.publishEvent(messaging, 'before');
  await until(() => seen.length === 1);
  const manager = await bench.manager(messaging);
  await manager.consumers.delete(`${bench.namespace}_events_alt_events_articles`, 'tagger');
  await bench.publishEvent(messaging, 'meanwhile');

  // Old servers do not even say that it is gone.
  await until(() => seen.includes('meanwhile'), { timeoutMs: 20_000 });
  expect(seen).toEqual(['before', 'before', 'meanwhile']);
});

test('a broker that lost everything is consumed from again once the hub has made its stream', async () => {
  const server = await createOwnNatsServer({ started: true });
  const own = new GroupBench(server.address, createNamespace());
  try {
    const connection = await own.connectWithStreams();
    const seen: string[] = [];
    own.join(connection, { handlers: [collect(seen)], from: 'new' });
    await until(() => own.hasGroup(connection, 'tagger'));
    await own.publishEvent(connection, 'before');
    await until(() => seen.length === 1);

    await server.kill();
    await server.wipe();
    await server.start();
    await until(() => connection.connected());
    await ensureEventStream(connection, ARTICLES, LIMITS);
    await own.publishEvent(connection, 'at once');
    await until(() => seen.length === 2, { timeoutMs: 20_000 });
    expect(seen).toEqual(['before', 'at once']);
  } finally {
    await own.close();
    await server.remove();
  }
});
