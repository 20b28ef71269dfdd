import { Readable } from 'node:stream';
import { expect, test } from 'vitest';
import { LogAnalysis, type LogReport } from './log-analysis.ts';
import { linesOf } from './read-lines.ts';

const ID = '0197c5d2-8f7a-7c3e-9b1d-2f4a6c8e0b13';
const OTHER = '0197c5d2-8f7a-7c3e-9b1d-2f4a6c8e0b99';
const TRACE = '0af7651916cd43dd8448eb211c80319c';
const at = (second: number) => `2026-11-26T22:40:${String(second).padStart(2, '0')}.000Z`;

function analyze(lines: readonly object[], id?: string): LogReport {
  const analysis = new LogAnalysis(id);
  for (const line of lines) analysis.add(JSON.stringify({ level: 'info', service: 'svc', time: at(0), ...line }));
  return analysis.report(10);
}

test('failures that differ in ids, numbers and addresses alone are one, the worst level first', () => {
  const { errors } = analyze([
    { level: 'warn', msg: 'mail not sent', code: 'smtp_451', reason: '451 4.7.1 try again in 60 s' },
    { level: 'error', msg: `gone: ${ID}`, err: { type: 'Error', message: 'no answer from 10.0.0.1:25' }, time: at(1) },
    {
      level: 'error',
      msg: `gone: ${OTHER}`,
      err: { type: 'Error', message: 'no answer from 10.0.0.2:25' },
      time: at(9),
    },
    { level: 'fatal', msg: 'the process cannot go on' },
  ]);
  expect(errors.map(({ level, count, title }) => [level, count, title])).toEqual([
    ['fatal', 1, 'the process cannot go on'],
    ['error', 2, 'gone: <id>: no answer from <address>'],
    ['warn', 1, 'mail not sent: 451 4.7.1 try again in <duration>'],
  ]);
  expect(errors[1]).toMatchObject({ first: at(1), last: at(9), type: 'Error' });
});

test('the same words of another service, another class or another code are another failure', () => {
  const lines = [
    {},
    { service: 'other' },
    { err: { type: 'TypeError', message: 'm' } },
    { err: { type: 'TypeError', message: 'm', code: 7 } },
  ];
  const { errors } = analyze(
    lines.map((line) => ({ level: 'error', msg: 'm', err: { type: 'Error', message: 'm' }, ...line })),
  );
  expect(new Set(errors.map(({ fingerprint }) => fingerprint)).size).toBe(4);
});

test('operations are told by their longest, with the message of that one; a planned wait is none', () => {
  const { slowest } = analyze([
    { msg: 'verdict', processing_ms: 20, message_id: `${ID}:r0:e1` },
    { msg: 'verdict', processing_ms: 900, message_id: `${OTHER}:r1:e2`, trace_id: TRACE },
    { msg: 'answered slowly', operation: 'GET /prime-check', duration_ms: 1_000 },
    { msg: 'not taken; it will come again', delayMs: 30_000 },
  ]);
  expect(slowest).toEqual([
    { service: 'svc', operation: 'GET /prime-check', count: 1, total_ms: 1_000, mean_ms: 1_000, max_ms: 1_000 },
    {
      ...{ service: 'svc', operation: 'verdict', count: 2, total_ms: 920, mean_ms: 460, max_ms: 900 },
      ...{ message_id: OTHER, trace_id: TRACE },
    },
  ]);
});

test('a message is one whatever its generation and enqueue count, and under whichever name its id is logged', () => {
  const { messages } = analyze([
    { message_id: `${ID}:r0:e1`, msg: 'published', time: at(1) },
    { event_id: `${ID}:r1:e2`, msg: 'again', time: at(5), service: 'other' },
    { delivery: ID, level: 'error', msg: 'failed', time: at(3) },
  ]);
  expect(messages).toEqual([
    {
      ...{ id: ID, lines: 3, errors: 1, warnings: 0, first: at(1), last: at(5) },
      ...{ services: ['svc', 'other'], ends_with: 'again' },
    },
  ]);
});

test('of one trace its lines are told in the order of time, whichever process wrote them first', () => {
  const lines = [
    { trace_id: TRACE, msg: 'second', time: at(2) },
    { trace_id: TRACE, msg: 'first', time: at(1), service: 'other' },
    { msg: 'of somebody else' },
  ];
  const report = analyze(lines, TRACE);
  expect(report.lines).toBe(2);
  expect(report.told?.map(({ text }) => text)).toEqual(['first', 'second']);
  expect(analyze(lines).told).toBeUndefined();
});

test.each([
  ['text', '[INF] Server is ready'],
  ['half a line of JSON', '{"level":"info","msg":'],
  ['JSON without a level', '{"msg":"x"}'],
  ['a list', '[1,2]'],
  ['an unknown level', '{"level":"loud"}'],
  ['a level beyond all', '{"level":9000}'],
  ['null', 'null'],
])('%s is counted and shown, and nothing fails', (_what, text) => {
  const analysis = new LogAnalysis();
  analysis.add(text);
  expect(analysis.report(10)).toMatchObject({ lines: 0, unreadable: { count: 1, examples: [text] } });
});

test('levels and times may be pino’s numbers', () => {
  const { levels, first } = analyze([
    { level: 50, time: Date.parse(at(7)) },
    { level: 10, time: Date.parse(at(8)) },
  ]);
  expect(levels).toMatchObject({ error: 1, trace: 1 });
  expect(first).toBe(at(7));
});

test('a log of a million different messages is read in bounded memory, and says what it left out', () => {
  const analysis = new LogAnalysis();
  for (let i = 0; i < 30_000; i += 1) {
    analysis.add(`{"level":"error","service":"s${i}","time":"${at(1)}","message_id":"m${i}","msg":"x","ms":1}`);
  }
  expect(analysis.report(1_000_000)).toMatchObject({
    left_out: { errors: 25_000, operations: 25_000, messages: 10_000 },
  });
  expect(analysis.report(1_000_000).messages).toHaveLength(20_000);
});

async function linesFrom(...chunks: (string | Buffer)[]): Promise<string[]> {
  const lines: string[] = [];
  for await (const line of linesOf(Readable.from(chunks))) lines.push(line);
  return lines;
}

test('lines are put together again wherever the chunks were cut, in the middle of a character too', async () => {
  const text = Buffer.from('{"a":"né"}\r\n\n{"b":1}\nlast');
  for (let cut = 1; cut < text.length; cut += 1) {
    expect(await linesFrom(text.subarray(0, cut), text.subarray(cut))).toEqual(['{"a":"né"}', '{"b":1}', 'last']);
  }
});

test('a line without an end fills no memory', async () => {
  const lines = await linesFrom(...Array.from({ length: 40 }, () => 'x'.repeat(100_000)), '\nnext\n');
  expect(lines.map((line) => line.length)).toEqual([1_100_000, 4]);
});
