import { randomUUID } from 'node:crypto';
import { eventStreamName } from '@ballast/contracts';
import type { DeadLetterList } from '@ballast/contracts/operators';
import { ensureGroup, startRawConsumer } from '@ballast/messaging';
import { series } from '@ballast/monitoring';
import { createMetrics, METRICS } from '@ballast/telemetry';
import { openEventStream, startSmtpSink, until } from '@ballast/testkit';
import type { PromqlClient } from '../monitoring/promql-client.ts';
import { askFrom } from './ask-from.ts';
import {
  addressOf,
  connectTo,
  lostRequests,
  ownNumber,
  publishRaw,
  refusedMails,
  SILENT,
  submit,
} from './dead-letters.ts';
import { ask } from './operators.ts';
import { signal, untilStarted } from './processes.ts';
import { HUB_PORT, SMTP_PORT, type Stack, WEB_PORT } from './stack.ts';

/** Not in the tests' whitelist. */
const STRANGER_ADDRESS = '127.0.0.4';
const NUMBERS = ['2', '97', '1000000007', '18446744073709551557', `${'9'.repeat(40)}1`, `1${'0'.repeat(90)}1`] as const;

/** What a busy and unlucky minute looks like: every part does its work, and every kind of failure happens. */
export async function runScriptedLoad(stack: Stack, { now }: PromqlClient): Promise<void> {
  const events = await openEventStream(stack.url(WEB_PORT, '/events'));
  const group = await joinGroup(stack);
  try {
    await submitNumbers(stack);
    await publishEvents(stack);
    await askTooMuchAndWrongly(stack);
    await publishRaw(stack, ['no envelope', '{"id":1}']);
    const number = ownNumber();
    await lostRequests(stack, number, 4);
    await refusedMails(stack, { '5.1.1': ['load-a', 'load-b'] });
    const happened = untilIsSeen(now);
    await happened(series(METRICS.hub.outboxEnded, { reason: 'acknowledged' }), 'an accepted event is acknowledged');
    await mailTrouble(stack, happened);
    await redriveAll(stack, `payload.number:${number}`, happened);
    await askTooMuchAndWrongly(stack);
    await submitNumbers(stack);
    await publishEvents(stack);
    const published = `rate(${series(METRICS.hub.published).promql}[30s])`;
    await happened({ promql: published }, 'what was published is seen');
  } finally {
    events.close();
    await events.closed;
    await group.leave();
  }
}

const ARTICLES = 'alt:events:articles';

/** Has a group acknowledge what producers publish. */
async function joinGroup(stack: Stack): Promise<{ readonly leave: () => Promise<void> }> {
  const messaging = await connectTo(stack);
  await until(() => ensureGroup(messaging, ARTICLES, 'load', 'all'));
  const consumer = startRawConsumer(messaging, {
    consumer: { stream: eventStreamName(ARTICLES), durable: 'load' },
    concurrency: 8,
    logger: SILENT,
    metrics: createMetrics('e2e'),
    onActivity: () => undefined,
    handle: async () => undefined,
  });
  return {
    leave: async () => {
      await consumer.stop();
      await messaging.close();
    },
  };
}

async function submitNumbers(stack: Stack): Promise<void> {
  for (const [nth, number] of NUMBERS.entries()) {
    const keyed: Record<string, string> = nth % 2 === 0 ? { 'idempotency-key': randomUUID() } : {};
    const response = await fetch(stack.url(WEB_PORT, '/prime-check'), {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...keyed },
      body: JSON.stringify({ number, email: addressOf(`load-${nth}`) }),
    });
    if (response.status !== 202) throw new Error(`not accepted: ${response.status} ${await response.text()}`);
  }
}

/** What producers do to the hub: a batch, the same once more, one to a stream of their own, and one that is no event. */
async function publishEvents(stack: Stack): Promise<void> {
  const events = ['a', 'b', 'c'].map((name) => ({
    event_id: `load-${name}-${randomUUID()}`,
    event_type: 'ArticleCreated',
    source: 'load',
  }));
  await publishBatch(stack, 200, { stream: ARTICLES, events });
  await publishBatch(stack, 200, { stream: ARTICLES, events });
  await publishBatch(stack, 200, { stream: 'load', events });
  await publishBatch(stack, 400, { stream: ARTICLES, events: [{ source: 'load' }] });
  const accepted = events.map((event) => ({ ...event, event_id: `accepted-${randomUUID()}` }));
  await publishBatch(stack, 200, { stream: ARTICLES, events: accepted }, { prefer: 'respond-async' });
  // It has no group: what is accepted for it stays.
  await publishBatch(stack, 200, { stream: 'load', events: accepted }, { prefer: 'respond-async' });
}

async function publishBatch(stack: Stack, status: number, body: object, headers = {}): Promise<void> {
  const response = await fetch(stack.url(HUB_PORT, '/services.mqhub.v1.MQHubService/PublishBatch'), {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
  const text = await response.text();
  if (response.status !== status) throw new Error(`the hub answered ${response.status}: ${text}`);
}

async function askTooMuchAndWrongly(stack: Stack): Promise<void> {
  for (let nth = 0; nth < 45; nth += 1) await askFrom(stack, STRANGER_ADDRESS, '/prime-check');
  await fetch(stack.url(WEB_PORT, '/prime-check/none'));
  await fetch(stack.url(WEB_PORT, '/api/system'));
}

type Happened = (selector: { readonly promql: string }, what: string) => Promise<unknown>;

/** Waits until Prometheus has seen something: what lasts for a moment is over before the next look otherwise. */
function untilIsSeen(now: PromqlClient['now']): Happened {
  return (selector, what) =>
    until(async () => (await now(`sum(${selector.promql})`)).some(({ value }) => value > 0), {
      timeoutMs: 60_000,
      what,
    });
}

/** The mail server is full, then it does not want a mail yet, then it takes it. */
async function mailTrouble(stack: Stack, happened: Happened): Promise<void> {
  const { breakerTransitions, redeliveries } = METRICS.messaging;
  const consumer = 'emailsend_consumer';
  const own = signal(stack, 'mail', 'SIGKILL');
  const sink = await until(() => startSmtpSink({ port: SMTP_PORT + stack.portOffset }));
  try {
    sink.behave({ kind: 'refuse_connection', code: 421 });
    for (const name of ['load-c', 'load-d', 'load-e']) await submit(stack, { number: '97', email: addressOf(name) });
    await happened(series(breakerTransitions, { consumer, to: 'open' }), 'the breaker opens');
    sink.behave({ kind: 'refuse_recipient', code: 450 });
    await happened(series(redeliveries, { consumer }), 'a mail is tried again');
    await happened(series(METRICS.broker.consumerRedelivered, { consumer }), 'the broker says so as well');
    sink.behave({ kind: 'accept' });
  } finally {
    await sink.stop();
    await untilStarted(stack, 'mail', own);
  }
}

/** Sends letters again that can only fail again, and waits for the job's end. */
async function redriveAll(stack: Stack, query: string, happened: Happened): Promise<void> {
  const { id } = await ask<{ id: string }>(stack, 'ada', 'POST /api/dlq/jobs', {
    query,
    rate_per_second: 1,
    canary: [],
    failure_threshold: 1,
    reason: 'load',
    force: true,
  });
  await happened(series(METRICS.redrives.jobs), 'the job is under way');
  await until(
    async () => {
      const job = await ask<{ state: string }>(stack, 'ada', `GET /api/dlq/jobs/${id}`);
      return job.state === 'completed' || job.state === 'stopped';
    },
    { timeoutMs: 40_000, everyMs: 200, what: 'the redrive job ends' },
  );
  await happened(series(METRICS.redrives.ended), 'the end of the job is counted');
  await happened(series(METRICS.redrives.items), 'what became of its letters is counted');
  await ask<DeadLetterList>(stack, 'ada', 'GET /api/dlq/messages?status=pending');
}
