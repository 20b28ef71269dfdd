import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { createLogger, type Logger } from './logger.ts';
import { startTracing } from './tracing.ts';
import { withSpan } from './with-span.ts';

function capture(level = 'trace'): { logger: Logger; lines: Record<string, unknown>[]; text: () => string } {
  const written: string[] = [];
  const lines: Record<string, unknown>[] = [];
  const write = (line: string) => {
    written.push(line);
    lines.push(JSON.parse(line));
  };
  return {
    logger: createLogger({ service: 'svc', level, destination: { write } }),
    lines,
    text: () => written.join(''),
  };
}

describe('createLogger', () => {
  it('writes one JSON object a line with service, level by name and an RFC 3339 time', () => {
    const { logger, lines } = capture();
    logger.warn({ id: 'a' }, 'slow');
    expect(lines).toEqual([
      {
        level: 'warn',
        time: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
        service: 'svc',
        id: 'a',
        msg: 'slow',
      },
    ]);
  });

  it('says in each line inside a span whose trace it is, and which message is worked on', async () => {
    await startTracing({ service: 'svc' });
    const { logger, lines } = capture();
    await withSpan('process', { messageId: 'id:r0:e1' }, async () => {
      logger.info('outer');
      await withSpan('inner', {}, async () => logger.info('inner'));
      logger.info({ message_id: 'another' }, 'of another');
    });
    logger.info('outside');
    const trace_id = expect.stringMatching(/^[0-9a-f]{32}$/);
    expect(lines).toMatchObject([
      { msg: 'outer', trace_id, message_id: 'id:r0:e1' },
      { msg: 'inner', trace_id: lines[0]?.trace_id, message_id: 'id:r0:e1' },
      { msg: 'of another', message_id: 'another' },
      { msg: 'outside' },
    ]);
    expect(Object.keys(lines[3] ?? {})).not.toContain('trace_id');
  });

  it('leaves out what is below the level it was given', () => {
    const { logger, lines } = capture('error');
    logger.warn('not this');
    logger.error('this');
    expect(lines.map((line) => line.msg)).toEqual(['this']);
  });

  it('carries the ids of the active span, and none outside a span', async () => {
    await startTracing({ service: 'svc' });
    const { logger, lines } = capture();
    logger.info('outside');
    const ids = await withSpan('work', {}, async (span) => {
      await Promise.resolve();
      logger.info('inside');
      return span.spanContext();
    });
    expect(lines[0]).not.toHaveProperty('trace_id');
    expect(lines[1]).toMatchObject({ trace_id: ids.traceId, span_id: ids.spanId });
  });

  it.each([
    ['at the top', { email: 'LEAK' }],
    ['in headers, whatever their case', { headers: { Authorization: 'LEAK', cookie: 'LEAK', 'Set-Cookie': 'LEAK' } }],
    ['four levels down', { a: { b: { c: { token: 'LEAK' } } } }],
    ['in lists', { mails: [{ to: ['LEAK'] }, { to: 'LEAK' }] }],
    [
      'in an object of a class',
      {
        config: new (class Config {
          password = 'LEAK';
        })(),
      },
    ],
    ['on an error that a driver loaded with its statement', { err: Object.assign(new Error('no'), { sql: 'LEAK' }) }],
    ['on an error under another key', { reason: Object.assign(new Error('no'), { rejected: ['LEAK'] }) }],
    ['in the parameters of a failed statement', { err: new Error('Failed query: insert\nparams: x,LEAK\nLEAK') }],
    ['in a stop token', { stopToken: 'LEAK', signInToken: 'LEAK' }],
    [
      'in what ends like a secret',
      { sessionToken: 'LEAK', user: { apiKey: 'LEAK', 'x-api-key': 'LEAK' }, jwt: 'LEAK' },
    ],
    ['in a key or an address', { key: 'LEAK', address: 'LEAK', userEmail: 'LEAK', SMTP_PASSWORD: 'LEAK' }],
    ['in the URL of a request', { req: { method: 'GET', url: '/users/login/LEAKxxxx?x=1' } }],
    ['in a path, wherever it stands', { path: 'https://b.example/mail/stop/LEAK', list: ['/api/mail-stops/LEAK'] }],
    ['in an address that a server quotes', { err: new Error('550 <LEAK@example.com>: no such user') }],
    ['on the cause of an error', { err: new Error('no', { cause: Object.assign(new Error('why'), { sql: 'LEAK' }) }) }],
  ])('keeps secrets out of the log %s', (_where, fields) => {
    const { logger, text } = capture();
    logger.info(fields, 'done');
    logger.child(fields).info('done');
    logger.child({ worker: 'w' }).child(fields).info('done');
    expect(text()).not.toContain('LEAK');
    expect(text().match(/"msg":"done"/g)).toHaveLength(3);
  });

  it.each([
    'mail to LEAK@example.com',
    'GET /users/login/LEAKpX9v0fT3yqk2mB7',
    'Authorization: Bearer LEAKpX9v0fT3',
    '__Host-ballast-operator=LEAKpX9v0fT3; Path=/',
  ])('keeps what is secret out of a message and of any field: %s', (text) => {
    const { logger, text: written } = capture();
    logger.info(text);
    logger.info({ url: text, deep: { list: [text] } }, 'done %s', text);
    logger.error({ err: new Error('no', { cause: new Error(text) }) }, 'failed');
    expect(written()).not.toContain('LEAK');
  });

  it('leaves the caller its object as it was', () => {
    const { logger } = capture();
    const fields = { user: { email: 'a@example.com' }, list: [{ token: 't' }] };
    logger.info(fields, 'done');
    expect(fields).toEqual({ user: { email: 'a@example.com' }, list: [{ token: 't' }] });
  });

  it('writes type, message, stack, codes and causes of an error', () => {
    const { logger, lines } = capture();
    const cause = Object.assign(new TypeError('inner'), { code: 'ECONNREFUSED' });
    logger.error({ err: Object.assign(new Error('outer', { cause }), { errno: 1213 }) }, 'failed');
    expect(lines[0]?.err).toMatchObject({
      type: 'Error',
      message: 'outer',
      errno: 1213,
      stack: expect.stringContaining('logger.unit.test'),
      cause: { type: 'TypeError', message: 'inner', code: 'ECONNREFUSED' },
    });
  });

  it('survives a cycle, a thrown text and dates', () => {
    const { logger, lines } = capture();
    const loop: Record<string, unknown> = { at: new Date(0) };
    loop.self = loop;
    logger.error({ loop, err: 'just text' }, 'failed');
    expect(lines[0]).toMatchObject({ err: { type: 'string', message: 'just text' } });
    expect(lines[0]?.loop).toMatchObject({ at: '1970-01-01T00:00:00.000Z' });
  });

  it('has written a line when the call returns, so that what a process says before it is killed is not lost', () => {
    const script = `
      import { writeSync } from 'node:fs';
      import { createLogger } from ${JSON.stringify(new URL('./logger.ts', import.meta.url).href)};
      const logger = createLogger({ service: 'svc' });
      for (let line = 0; line < 3; line += 1) {
        logger.info('logged ' + line);
        writeSync(1, JSON.stringify({ msg: 'after ' + line }) + '\\n');
      }
      process.kill(process.pid, 'SIGKILL');`;
    const { stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' });
    const messages = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line).msg);
    expect(messages).toEqual(['logged 0', 'after 0', 'logged 1', 'after 1', 'logged 2', 'after 2']);
  });
});
