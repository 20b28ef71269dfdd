import type { OutboxRow } from '@ballast/outbox';
import { expect, test } from 'vitest';
import { rowTraceContexts } from './row-trace-contexts.ts';

const row = (headers: string) => ({ eventId: 'id:r0:e1', headers }) as OutboxRow;
const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';

test('a batch’s span is linked to at most 32 of its rows', () => {
  const rows = Array.from({ length: 200 }, () => row(JSON.stringify({ traceparent, tracestate: 'a=b' })));
  expect(rowTraceContexts(rows)).toEqual(Array.from({ length: 32 }, () => ({ traceparent, tracestate: 'a=b' })));
});

test('rows without a trace, or with headers that cannot be read, have no link', () => {
  expect(rowTraceContexts([row('{}'), row('no json'), row(JSON.stringify({ traceparent }))])).toEqual([
    { traceparent },
  ]);
});
