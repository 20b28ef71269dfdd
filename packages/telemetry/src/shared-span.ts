import {
  type Context,
  context,
  ROOT_CONTEXT,
  type Span,
  type SpanContext,
  TraceFlags,
  trace,
} from '@opentelemetry/api';
import { recordFailure } from './span-options.ts';

/** Collectors drop spans with too many links; the first stand for the rest. */
const MAX_LINKS = 32;

/** Where somebody stands who waits for work that is done for several at once. */
export interface Place {
  readonly context: Context;
}

export function placeOfNow(): Place {
  return { context: context.active() };
}

/**
 * Runs work that is done for several at once (a transaction that commits a group) inside a span. It stands in the trace of the
 * first whose trace is recorded and is linked to the others'; if none is, nothing is recorded. Without this, whoever came
 * when nobody was working would be the parent of all that is done until the work runs out.
 *
 * What is done inside it is recorded when the first of all is: as often as a request is, and not in nearly every group since
 * nearly every group has somebody whose trace is recorded. Logs name the trace in either case.
 */
export async function withSharedSpan<T>(name: string, places: readonly Place[], fn: () => Promise<T>): Promise<T> {
  const [first, ...others] = places.filter(isRecorded);
  if (first === undefined) {
    const [only = { context: ROOT_CONTEXT }, second] = places;
    return await context.with(second === undefined ? only.context : ROOT_CONTEXT, fn);
  }
  const links = others
    .slice(0, MAX_LINKS)
    .map((place) => ({ context: trace.getSpanContext(place.context) as SpanContext }));
  const attributes = { 'ballast.group.size': places.length };
  return await trace.getTracer('ballast').startActiveSpan(name, { links, attributes }, first.context, async (span) => {
    try {
      return await (isRecorded(places[0]) ? fn() : context.with(unrecorded(span), fn));
    } catch (error) {
      recordFailure(span, error);
      throw error;
    } finally {
      span.end();
    }
  });
}

function isRecorded(place: Place | undefined): boolean {
  return place !== undefined && trace.getSpan(place.context)?.isRecording() === true;
}

/** The same place in the trace, whose spans are not recorded. */
function unrecorded(span: Span): Context {
  return trace.setSpanContext(context.active(), { ...span.spanContext(), traceFlags: TraceFlags.NONE });
}
