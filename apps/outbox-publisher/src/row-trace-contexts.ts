import { type OutboxRow, readHeaders } from '@ballast/outbox';
import type { TraceContext } from '@ballast/telemetry';

/** Collectors drop spans with too many links; the first rows stand for the batch. */
const MAX_LINKS = 32;

/** The trace contexts of a batch's first rows. Rows without one, or with unreadable headers, are left out. */
export function rowTraceContexts(rows: readonly OutboxRow[]): TraceContext[] {
  return rows.slice(0, MAX_LINKS).flatMap((row) => {
    const { traceparent, tracestate } = headersOrNone(row);
    if (traceparent === undefined) return [];
    return [{ traceparent, ...(tracestate === undefined ? {} : { tracestate }) }];
  });
}

function headersOrNone(row: OutboxRow): Record<string, string> {
  try {
    return readHeaders(row);
  } catch {
    // Publishing the row will fail on them, and say so.
    return {};
  }
}
