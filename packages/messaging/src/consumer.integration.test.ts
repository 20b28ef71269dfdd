import { randomUUID } from 'node:crypto';
import { firstIdentity, formatEventId, HEADER, SUBJECT } from '@ballast/contracts';
import { dead, defer, done, type Outcome, retry, unavailable } from '@ballast/reliability';
import { createNamespace, testServers, until } from '@ballast/testkit';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Bench, envelopeOf } from '../test/bench.ts';
import { decodeHeaderText } from './header-text.ts';
import type { Messaging } from './messaging.ts';
import { natsOf } from './nats-messaging.ts';
import { ensureTopology } from './topology.ts';
import { CONSUMER } from './topology-data.ts';

const failure = { code: 'test_failure', message: 'it failed' };

let bench: Bench;
let messaging: Messaging;
beforeEach(async () => {
  bench = new Bench(testServers().nats.servers[0] ?? '', createNamespace());
  messaging = await bench.connectWithTopology();
});
afterEach(() => bench.close());

const isEmpty = async () => (await bench.stored(messaging)) === 0;
const lettersOf = async (count: number) => {
  await until(async () => (await bench.letters(messaging)).length === count);
  return bench.letters(messaging);
};

describe('outcomes', () => {
  test('done: the handler gets the message as it was sent, and it leaves the stream', async () => {
    const seen: unknown[] = [];
    const identity = { id: randomUUID(), generation: 2, enqueue: 3 };
    const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
    await bench.publishBody(messaging, JSON.stringify(envelopeOf(identity.id, '97', new Date(5))), {
      messageId: formatEventId(identity),
      headers: { [HEADER.messageId]: formatEventId(identity), traceparent, tracestate: 'a=1' },
    });

    bench.consume(messaging, async (message) => {
      seen.push(message);
      return done;
    });

    await until(isEmpty);
    expect(seen).toEqual([
      {
        identity,
        attempt: 1,
        redelivered: false,
        payload: { number: '97' },
        createdAt: new Date(5),
        trace: { traceparent, tracestate: 'a=1' },
      },
    ]);
    expect(bench.attempts.rows).toEqual([]);
    // The message leaves the stream before its acknowledgement is confirmed here.
    await until(async () => (await bench.metric('ballast_messaging_deliveries_total', { outcome: 'done' })) === 1);
    expect(await bench.metric('ballast_messaging_acks_total', { result: 'confirmed' })).toBe(1);
    expect(bench.activity).toBeGreaterThan(0);
  });

  test('messages of two subjects with one id spend attempts of their own, and each has its letter', async () => {
    const identity = await bench.publish(messaging);
    await messaging.publish({
      subject: SUBJECT.emailSend,
      messageId: formatEventId(identity),
      body: JSON.stringify(envelopeOf(identity.id)),
      headers: { [HEADER.messageId]: formatEventId(identity) },
    });
    for (const consumer of [CONSUMER.primeCheck, CONSUMER.emailSend]) {
      bench.consume(messaging, async () => retry(failure), { consumer });
    }
    const letters = await lettersOf(2);
    expect(letters.map(({ headers }) => [headers[HEADER.originSubject], headers[HEADER.attempts]]).toSorted()).toEqual([
      ['emailsend', '4'],
      ['primecheck', '4'],
    ]);
    expect(new Set(letters.map(({ headers }) => headers['Nats-Msg-Id'])).size).toBe(2);
  });

  test('a transient failure is retried at the pace of the policy, then dead-lettered with four attempts', async () => {
    const times: number[] = [];
    const numbers: number[] = [];
    const askedRestsMs: number[] = [];
    const { nc } = natsOf(messaging).connection;
    nc.subscribe(`$JS.ACK.${bench.namespace}_primecheck_stream.>`, {
      callback: (_error, answer) => {
        const [, asked] = /^-NAK (.+)$/.exec(answer.string()) ?? [];
        if (asked !== undefined) askedRestsMs.push(JSON.parse(asked).delay / 1e6);
      },
    });
    const identity = await bench.publish(messaging);

    bench.consume(messaging, async ({ attempt }) => {
      times.push(performance.now());
      numbers.push(attempt);
      return retry({ ...failure, message: 'líne one\r\nline two', stack: `Error: x\n${'    at y\n'.repeat(2000)}` });
    });

    const [letter] = await lettersOf(1);
    expect(numbers).toEqual([1, 2, 3, 4]);
    await until(() => askedRestsMs.length === 3);
    expect(askedRestsMs).toEqual([100, 200, 400]);
    const rests = times.slice(1).map((time, index) => time - (times[index] ?? 0));
    for (const [index, wanted] of [100, 200, 400].entries()) {
      expect(rests[index]).toBeGreaterThanOrEqual(wanted - 2);
      // Not only when the ack deadline of 30 s is over.
      expect(rests[index]).toBeLessThan(wanted + 10_000);
    }
    expect(bench.attempts.statuses()).toEqual(Array(4).fill('failed:test_failure'));
    expect(letter?.subject).toBe(`${bench.namespace}.dlq.primecheck`);
    expect(JSON.parse(letter?.body ?? '')).toMatchObject({ id: identity.id, payload: { number: '7' } });
    expect(letter?.headers).toMatchObject({
      'Nats-Msg-Id': `dlq:primecheck:${identity.id}:r0`,
      [HEADER.messageId]: formatEventId(identity),
      [HEADER.originStream]: 'primecheck_stream',
      [HEADER.originSubject]: 'primecheck',
      [HEADER.originSequence]: '1',
      [HEADER.originStreamCreated]: await messaging.streamCreated('primecheck_stream'),
      [HEADER.originConsumer]: 'primecheck_consumer',
      [HEADER.attempts]: '4',
      [HEADER.errorType]: 'transient',
      [HEADER.errorCode]: 'test_failure',
      [HEADER.worker]: 'worker-1',
    });
    const failedAt = [HEADER.firstFailedAt, HEADER.lastFailedAt].map((name) => Date.parse(letter?.headers[name] ?? ''));
    expect((failedAt[1] ?? 0) - (failedAt[0] ?? 0)).toBeGreaterThanOrEqual(700 - 5);
    expect(decodeHeaderText(letter?.headers[HEADER.errorMessage] ?? '')).toBe('líne one\r\nline two');
    expect(letter?.headers[HEADER.errorStack]?.length).toBeGreaterThan(4000);
    expect(letter?.headers[HEADER.errorStack]?.length).toBeLessThanOrEqual(4096);
    await until(isEmpty);
    expect(await bench.metric('ballast_messaging_dead_letters_total', { type: 'transient' })).toBe(1);
    expect(await bench.metric('ballast_messaging_redeliveries_total')).toBe(3);
  });

  test.each(['permanent', 'poison'] as const)('%s: dead-lettered at once', async (type) => {
    const identity = await bench.publish(messaging);
    let runs = 0;

    bench.consume(messaging, async () => {
      runs += 1;
      return dead(type, failure);
    });

    const [letter] = await lettersOf(1);
    await until(isEmpty);
    expect(runs).toBe(1);
    expect(letter?.headers).toMatchObject({ [HEADER.errorType]: type, [HEADER.attempts]: '1' });
    expect(letter?.headers[HEADER.firstFailedAt]).toBe(letter?.headers[HEADER.lastFailedAt]);
    expect(bench.attempts.rows).toMatchObject([{ identity, status: 'failed', errorType: type }]);
  });

  test('a deferred message comes again without an attempt spent', async () => {
    await bench.publish(messaging);
    const outcomes: Outcome[] = [defer(failure, 50), defer(failure, 50), done];
    const numbers: number[] = [];

    bench.consume(messaging, async ({ attempt }) => {
      numbers.push(attempt);
      return outcomes.shift() ?? done;
    });

    await until(isEmpty);
    expect(numbers).toEqual([1, 1, 1]);
    expect(bench.attempts.statuses()).toEqual(['deferred:test_failure', 'deferred:test_failure']);
  });

  test('what a handler throws is classified: unknown is transient, a refused row permanent', async () => {
    const first = await bench.publish(messaging);
    const second = await bench.publish(messaging);

    bench.consume(messaging, async ({ identity, attempt }) => {
      if (identity.id === second.id) throw Object.assign(new Error('too long'), { code: 'refused_row', errno: 1406 });
      if (attempt === 1) throw new Error('no idea');
      return done;
    });

    const [letter] = await lettersOf(1);
    await until(isEmpty);
    expect(letter?.headers).toMatchObject({
      'Nats-Msg-Id': `dlq:primecheck:${second.id}:r0`,
      [HEADER.errorType]: 'permanent',
    });
    const rows = bench.attempts.rows.filter(({ identity }) => identity.id === first.id);
    expect(rows).toMatchObject([{ status: 'failed', errorType: 'transient', errorCode: 'Error' }]);
  });

  test('a handler past its deadline is told to stop, and costs an attempt', async () => {
    await bench.publish(messaging);
    const attempts: number[] = [];

    bench.consume(
      messaging,
      async ({ attempt }, { signal }) => {
        attempts.push(attempt);
        if (attempt > 1) return done;
        await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
        throw signal.reason;
      },
      { handlerDeadlineMs: 100 },
    );

    await until(isEmpty);
    expect(attempts).toEqual([1, 2]);
    expect(bench.attempts.statuses()).toEqual(['failed:handler_timeout']);
  });

  test('a handler that finishes late but finishes is done', async () => {
    await bench.publish(messaging);
    bench.consume(
      messaging,
      async (_message, { signal }) => {
        await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
        return done;
      },
      { handlerDeadlineMs: 50 },
    );
    await until(isEmpty);
    expect(bench.attempts.rows).toEqual([]);
  });
});

describe('messages that cannot be read', () => {
  const unread = async () => {
    throw new Error('must not be called');
  };

  test('bytes that are no message are dead-lettered as poison, as they are, under their place in the stream', async () => {
    const bytes = new Uint8Array([0xff, 0x00, 0x7b]);
    await bench.publishBody(messaging, bytes, { messageId: 'no-event-id', headers: { 'X-Note': 'kept' } });

    bench.consume(messaging, unread);

    const [letter] = await lettersOf(1);
    await until(isEmpty);
    const created = await messaging.streamCreated('primecheck_stream');
    expect(letter?.headers).toMatchObject({
      'Nats-Msg-Id': `dlq:primecheck_stream:${created}:1`,
      [HEADER.errorType]: 'poison',
      [HEADER.errorCode]: 'undecodable',
      'X-Note': 'kept',
    });
    const manager = await bench.manager(messaging);
    const stored = await manager.streams.getMessage(`${bench.namespace}_dead_letter_queue`, { seq: 1 });
    expect(stored.data).toEqual(bytes);
    expect(bench.attempts.rows).toEqual([]);
  });

  test('a broken message whose header can be read keeps its identity', async () => {
    const identity = { id: randomUUID(), generation: 1, enqueue: 2 };
    await bench.publishBody(messaging, '{"id":', { messageId: formatEventId(identity) });

    bench.consume(messaging, unread);

    const [letter] = await lettersOf(1);
    expect(letter?.headers['Nats-Msg-Id']).toBe(`dlq:primecheck:${identity.id}:r1`);
    expect(bench.attempts.rows).toMatchObject([{ identity, errorType: 'poison', errorCode: 'undecodable' }]);
  });

  test('an envelope that names another id than its header is poison', async () => {
    const identity = firstIdentity(randomUUID());
    await bench.publishBody(messaging, JSON.stringify(envelopeOf(randomUUID())), {
      messageId: formatEventId(identity),
    });
    bench.consume(messaging, unread);
    const [letter] = await lettersOf(1);
    expect(letter?.headers).toMatchObject({ [HEADER.errorCode]: 'identity_mismatch', [HEADER.errorType]: 'poison' });
  });

  test('an envelope without any header is known by its own id, as first enqueued', async () => {
    const id = randomUUID();
    await bench.publishBody(messaging, JSON.stringify(envelopeOf(id)), { messageId: 'whatever' });
    const seen: unknown[] = [];
    bench.consume(messaging, async ({ identity }) => {
      seen.push(identity);
      return done;
    });
    await until(isEmpty);
    expect(seen).toEqual([{ id, generation: 0, enqueue: 1 }]);
  });

  test('a version that is not known here is put off, not given up', async () => {
    const id = randomUUID();
    await bench.publishBody(messaging, JSON.stringify({ ...envelopeOf(id), version: 99 }));

    bench.consume(messaging, unread);

    await until(() => bench.attempts.rows.length === 1);
    expect(bench.attempts.rows).toMatchObject([{ status: 'deferred', errorCode: 'unknown_version' }]);
    expect(await bench.stored(messaging)).toBe(1);
    expect(await bench.letters(messaging)).toEqual([]);
  });
});

describe('dead-lettering', () => {
  test('while the dead-letter queue cannot be reached the message stays alive, and its work is not done again', async () => {
    const manager = await bench.manager(messaging);
    await manager.streams.delete(`${bench.namespace}_dead_letter_queue`);
    await bench.publish(messaging);
    let runs = 0;

    bench.consume(messaging, async () => {
      runs += 1;
      return dead('permanent', failure);
    });

    await until(() => bench.attempts.rows.length === 2);
    expect(bench.attempts.statuses()).toEqual(['failed:test_failure', 'deferred:dlq_unreachable']);
    expect(await bench.stored(messaging)).toBe(1);

    await ensureTopology(messaging, { replicas: 1 });
    const [letter] = await lettersOf(1);
    await until(isEmpty);
    expect(runs).toBe(1);
    expect(letter?.headers).toMatchObject({ [HEADER.errorCode]: 'test_failure', [HEADER.errorType]: 'permanent' });
  });

  test('what one process gave up and could not letter, another letters for the same reason, without running it', async () => {
    const manager = await bench.manager(messaging);
    await manager.streams.delete(`${bench.namespace}_dead_letter_queue`);
    await bench.publish(messaging);
    const first = bench.consume(messaging, async () => dead('poison', failure), { worker: 'first' });
    await until(() => bench.attempts.rows.length === 2);
    await first.stop();

    let runs = 0;
    bench.consume(
      await bench.connect(),
      async () => {
        runs += 1;
        return done;
      },
      { worker: 'second' },
    );
    await until(() => bench.attempts.rows.at(-1)?.worker === 'second', { timeoutMs: 30_000 });
    expect(bench.attempts.statuses()).toEqual([
      'failed:test_failure',
      'deferred:dlq_unreachable',
      'deferred:dlq_unreachable',
    ]);
    await ensureTopology(messaging, { replicas: 1 });
    const [letter] = await lettersOf(1);
    await until(isEmpty);
    expect(runs).toBe(0);
    expect(letter?.headers).toMatchObject({
      [HEADER.errorCode]: failure.code,
      [HEADER.errorMessage]: failure.message,
      [HEADER.errorType]: 'poison',
      [HEADER.attempts]: '1',
    });
  });

  test('attempts that were spent elsewhere are lettered with what the last of them failed with', async () => {
    const identity = await bench.publish(messaging);
    let runs = 0;
    bench.consume(messaging, async () => {
      runs += 1;
      const row = {
        identity,
        subject: 'primecheck',
        status: 'failed',
        errorType: 'transient',
        worker: 'other',
      } as const;
      for (const errorCode of ['a', 'b', 'c', 'd']) {
        await bench.attempts.record({ ...row, errorCode, errorMessage: `it was ${errorCode}` });
      }
      return defer(failure, 10);
    });
    const [letter] = await lettersOf(1);
    expect(runs).toBe(1);
    expect(letter?.headers).toMatchObject({
      [HEADER.errorCode]: 'd',
      [HEADER.errorMessage]: 'it was d',
      [HEADER.errorType]: 'transient',
      [HEADER.attempts]: '4',
    });
  });

  test('a message whose attempts were spent elsewhere is dead-lettered without being tried', async () => {
    const identity = await bench.publish(messaging);
    let isFirst = true;
    let runs = 0;
    bench.consume(messaging, async () => {
      runs += 1;
      if (!isFirst) return done;
      isFirst = false;
      const row = { identity, subject: 'primecheck', status: 'failed', worker: 'other' } as const;
      for (let spent = 0; spent < 4; spent += 1) await bench.attempts.record(row);
      return defer(failure, 10);
    });

    const [letter] = await lettersOf(1);
    expect(runs).toBe(1);
    expect(letter?.headers).toMatchObject({ [HEADER.errorCode]: 'attempts_spent', [HEADER.attempts]: '4' });
  });

  test('the last deliveries that the server would make are used for the letter', async () => {
    const manager = await bench.manager(messaging);
    const stream = `${bench.namespace}_${CONSUMER.primeCheck.stream}`;
    await manager.consumers.update(stream, CONSUMER.primeCheck.durable, { max_deliver: 8 });
    await bench.publish(messaging);
    let runs = 0;

    bench.consume(messaging, async () => {
      runs += 1;
      return defer(failure, 1);
    });

    const [letter] = await lettersOf(1);
    expect(runs).toBe(4);
    expect(letter?.headers).toMatchObject({ [HEADER.errorCode]: 'deliveries_spent', [HEADER.attempts]: '0' });
  });

  test('the largest message gets its letter, whatever the error carries', async () => {
    const id = randomUUID();
    const identity = formatEventId(firstIdentity(id));
    const filler = 'x'.repeat(1024 * 1024 - 1000);
    await bench.publishBody(messaging, JSON.stringify({ ...envelopeOf(id), filler }), { messageId: identity });

    bench.consume(messaging, async () => dead('permanent', { ...failure, stack: 's'.repeat(100_000) }));

    const [letter] = await lettersOf(1);
    expect(JSON.parse(letter?.body ?? '').filler).toBe(filler);
  });
});

describe('attempt log', () => {
  // Servers before 2.10.14 do so when a delivery in between reached nobody.
  test('a failure of a later delivery that the server calls the first is numbered by what came before it', async () => {
    const identity = await bench.publish(messaging);
    const row = { identity, subject: 'primecheck', status: 'failed', errorType: 'transient', worker: 'other' } as const;
    for (const attempt of [1, 2]) await bench.attempts.record({ ...row, attempt });
    bench.consume(messaging, async () => retry(failure));
    const [letter] = await lettersOf(1);
    expect(letter?.headers).toMatchObject({ [HEADER.attempts]: '4' });
    expect(bench.attempts.rows.map(({ attempt }) => attempt)).toEqual([1, 2, 3, 4]);
  });

  test('a failure that cannot be written down is no attempt', async () => {
    await bench.publish(messaging);
    const numbers: number[] = [];
    bench.consume(messaging, async ({ attempt }) => {
      numbers.push(attempt);
      if (numbers.length > 1) return done;
      bench.attempts.fault = Object.assign(new Error('gone'), { code: 'unavailable' });
      setTimeout(() => {
        bench.attempts.fault = undefined;
      }, 300);
      return retry(failure);
    });
    await until(isEmpty);
    expect(numbers).toEqual([1, 1]);
    expect(bench.attempts.rows.filter(({ status }) => status === 'failed')).toEqual([]);
  });

  test('without a count of attempts a redelivered message waits, and the consumer pauses', async () => {
    await bench.publish(messaging);
    let runs = 0;
    const consumer = bench.consume(messaging, async () => {
      runs += 1;
      if (runs > 1) return done;
      bench.attempts.fault = new Error('gone');
      return defer(failure, 10);
    });
    await until(() => consumer.state() === 'paused');
    expect(runs).toBe(1);
    bench.attempts.fault = undefined;
    await until(isEmpty);
    expect(runs).toBe(2);
  });
});

describe('unavailable', () => {
  test('pulling pauses, nothing is spent, and all is done after the probe finds it back', async () => {
    const count = 20;
    for (let index = 0; index < count; index += 1) await bench.publish(messaging);
    let isUp = false;
    let probes = 0;
    let runs = 0;
    const consumer = bench.consume(
      messaging,
      async () => {
        runs += 1;
        return isUp ? done : unavailable('smtp', failure);
      },
      {
        probe: async () => {
          probes += 1;
          if (!isUp) throw new Error('still down');
        },
      },
    );

    await until(() => consumer.state() === 'paused' && probes >= 3);
    const runsWhilePaused = runs;
    expect(runsWhilePaused).toBeLessThanOrEqual(4);
    expect(await bench.metric('ballast_messaging_paused')).toBe(1);
    await until(async () => (await bench.metric('ballast_messaging_in_flight')) === 0);
    expect(await bench.stored(messaging)).toBe(count);
    expect(runs).toBe(runsWhilePaused);

    isUp = true;
    await until(isEmpty);
    expect(consumer.state()).toBe('running');
    expect(bench.attempts.rows.filter(({ status }) => status !== 'deferred')).toEqual([]);
    expect(await bench.letters(messaging)).toEqual([]);
    expect(await bench.metric('ballast_messaging_paused')).toBe(0);
  });

  test('without a probe the work itself is tried again', async () => {
    await bench.publish(messaging);
    let runs = 0;
    bench.consume(messaging, async () => {
      runs += 1;
      return runs < 3 ? unavailable('smtp', failure) : done;
    });
    await until(isEmpty);
    expect(runs).toBe(3);
  });
});
