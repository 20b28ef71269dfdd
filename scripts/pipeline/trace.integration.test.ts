import type { RedriveJob } from '@ballast/contracts/operators';
import type { RowDataPacket } from '@ballast/database';
import { type ReceivedSpan, startTraceReceiver, type TraceReceiver, until } from '@ballast/testkit';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { type AppName, type Pipeline, startPipeline } from './start-pipeline.ts';

const KEY = 'trace-key-of-a-test-0123456789abcdef';
const READER = 'LEAK.reader@example.com';
/** Of more than 20 digits, so that a thread computes it: 2 ** 127 - 1. */
const NUMBER = '170141183460469231731687303715884105727';

let collector: TraceReceiver;
let pipeline: Pipeline;

beforeAll(async () => {
  collector = await startTraceReceiver();
  pipeline = await startPipeline({
    env: {
      ...collector.env,
      ADMIN_API_KEYS: `ada:operator:${KEY}`,
      RATE_LIMIT_ENABLED: 'true',
      LOG_LEVEL: 'debug',
    },
  });
});
afterAll(async () => {
  await (pipeline as Pipeline | undefined)?.close();
  await (collector as TraceReceiver | undefined)?.stop();
});

/** Submits a number with an address, as part of a trace that the client has begun; returns the request's id. */
async function submit(traceId: string): Promise<string> {
  const response = await fetch(`${pipeline.apps['web-server'].url}/prime-check`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', traceparent: `00-${traceId}-b7ad6b7169203331-00` },
    body: JSON.stringify({ number: NUMBER, email: READER }),
  });
  expect(response.status).toBe(202);
  const accepted = (await response.json()) as { id: string; trace_id: string };
  expect(accepted.trace_id).toBe(traceId);
  return accepted.id;
}

const inTrace = (traceId: string) => collector.spans.filter((span) => span.traceId === traceId);

/** Waits for spans of a trace, by process and by how their names begin. */
async function spansOf(traceId: string, wanted: readonly string[]): Promise<ReceivedSpan[]> {
  const named = () => inTrace(traceId).map(({ service, name }) => `${service}: ${name}`);
  const missing = () => wanted.filter((one) => !named().some((name) => name.startsWith(one)));
  await until(() => missing().length === 0, { timeoutMs: 30_000, what: 'the spans of the trace' }).catch((error) => {
    throw new Error(`missing: ${missing().join(', ')}; there: ${named().join(', ')}`, { cause: error });
  });
  return inTrace(traceId);
}

/** Processes that said the trace's id in a log line. */
function saying(traceId: string): AppName[] {
  const names = Object.keys(pipeline.apps) as AppName[];
  return names.filter((name) => pipeline.apps[name].logs.some((line) => line.includes(`"trace_id":"${traceId}"`)));
}

async function letterOf(traceId: string): Promise<string> {
  const found = await until(
    async () => {
      const [rows] = await pipeline.database.db.pool.query<RowDataPacket[]>(
        "SELECT id FROM dead_letter_messages WHERE trace_id = ? AND status = 'pending'",
        [traceId],
      );
      return rows[0];
    },
    { timeoutMs: 30_000, what: 'the dead letter' },
  );
  return String(found?.id);
}

beforeEach(() => pipeline.sink.behave({ kind: 'accept' }));

it('one request is one trace, from HTTP through outbox, NATS, worker thread, MySQL, second outbox, to SMTP, and a log line of each process says its id', async () => {
  const traceId = '0af7651916cd43dd8448eb211c80319c';
  await submit(traceId);
  const spans = await spansOf(traceId, [
    'web-server: POST /prime-check',
    'web-server: redis EVAL',
    'web-server: commit requests',
    'web-server: INSERT prime_checks',
    'web-server: INSERT outbox',
    'web-server: COMMIT',
    'outbox-publisher: send primecheck',
    'prime-check-worker: process primecheck',
    'prime-check-worker: check primality',
    'prime-check-worker: compute primality',
    'prime-check-worker: commit verdicts',
    'prime-check-worker: UPDATE prime_checks',
    'prime-check-worker: INSERT outbox',
    'outbox-publisher: send emailsend',
    'email-send-worker: process emailsend',
    'email-send-worker: smtp send',
    'email-send-worker: UPDATE email_deliveries',
  ]);
  // Whole: each span's parent is in the trace, up to the one that the client began.
  const ids = new Set(spans.map(({ spanId }) => spanId));
  const roots = spans.filter(({ parentSpanId }) => !ids.has(parentSpanId));
  expect(roots.map(({ name, parentSpanId }) => [name, parentSpanId])).toEqual([
    ['POST /prime-check', 'b7ad6b7169203331'],
  ]);

  const one = (name: string) => spans.find((span) => span.name === name) as ReceivedSpan;
  const request = one('POST /prime-check');
  expect(request).toMatchObject({
    kind: 'server',
    attributes: { 'http.request.method': 'POST', 'http.route': '/prime-check', 'http.response.status_code': 202 },
  });
  const made = { traceId, spanId: request.spanId };
  for (const [name, kind, type] of [
    ['send primecheck', 'client', 'send'],
    ['process primecheck', 'consumer', 'process'],
  ] as const) {
    const attributes = { 'messaging.system': 'nats', 'messaging.operation.type': type };
    expect(one(name)).toMatchObject({ kind, parentSpanId: request.spanId, links: [made], attributes });
  }
  const checked = one('process primecheck');
  expect(one('check primality').parentSpanId).toBe(checked.spanId);
  expect(one('compute primality').parentSpanId).toBe(one('check primality').spanId);
  expect(one('send emailsend').parentSpanId).toBe(checked.spanId);
  expect(one('smtp send').parentSpanId).toBe(one('process emailsend').spanId);
  expect(saying(traceId).toSorted()).toEqual(
    ['email-send-worker', 'outbox-publisher', 'prime-check-worker', 'web-server'].toSorted(),
  );
});

it('a dead letter that is redriven stays in the trace of its request', async () => {
  const traceId = '1bf7651916cd43dd8448eb211c80319d';
  pipeline.sink.behave({ kind: 'refuse_recipient', code: 550 });
  await submit(traceId);
  const letter = await letterOf(traceId);
  await spansOf(traceId, [
    'email-send-worker: send dlq.emailsend',
    'dlq-manager: process dlq.emailsend',
    'dlq-manager: INSERT dead_letter_messages',
  ]);
  expect(inTrace(traceId).filter(({ name }) => name === 'smtp send')).toMatchObject([{ failed: true }]);

  pipeline.sink.behave({ kind: 'accept' });
  const response = await fetch(`${pipeline.apps['web-server'].url}/api/dlq/reprocess`, {
    method: 'POST',
    headers: { authorization: `Bearer ${KEY}`, 'content-type': 'application/json' },
    body: JSON.stringify({ message_ids: [letter], reason: 'a test' }),
  });
  expect(((await response.json()) as { job_id: RedriveJob['id'] | null }).job_id).not.toBeNull();
  const named = (wanted: string) => inTrace(traceId).filter(({ name }) => name === wanted);
  await until(() => named('smtp send').length === 2 && named('send emailsend').length === 2, {
    timeoutMs: 30_000,
    what: 'the second sending',
  });
  expect(named('smtp send').map(({ failed }) => failed)).toEqual([true, false]);
  const sendings = named('send emailsend');
  const ids = sendings.map(({ attributes }) => String(attributes['messaging.message.id']).replace(/^[^:]+/, ''));
  expect(ids.toSorted()).toEqual([':r0:e1', ':r1:e2']);
  expect(saying(traceId)).toContain('dlq-manager');
});

it('no span and no log line says an address, a key, or what a statement or a command was given', async () => {
  const traceId = '2cf7651916cd43dd8448eb211c80319e';
  pipeline.sink.behave({ kind: 'refuse_recipient', code: 550, says: ({ to }) => `${to} is not here` });
  await submit(traceId);
  await spansOf(traceId, [
    'web-server: INSERT prime_checks',
    'prime-check-worker: INSERT email_deliveries',
    'email-send-worker: smtp send',
    'email-send-worker: process emailsend',
  ]);
  const sent = collector.bodies.join('\n');
  expect(sent).toContain('INSERT email_deliveries');
  for (const secret of ['LEAK', 'example.com', NUMBER, KEY, 'VALUES', 'SELECT *', 'db.query.text', '127.0.0.1']) {
    expect(sent, secret).not.toContain(secret);
  }
  const logs = Object.values(pipeline.apps).flatMap(({ logs }) => logs);
  expect(logs.length).toBeGreaterThan(20);
  expect(logs.filter((line) => line.includes('LEAK') || line.includes(KEY))).toEqual([]);
});
