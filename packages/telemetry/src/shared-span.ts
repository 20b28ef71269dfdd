import { type Context, context, ROOT_CONTEXT, type SpanContext, trace } from '@opentelemetry/api';
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
      return await fn();
    } catch (error) {
      recordFailure(span, error);
      throw error;
    } finally {
      span.end();
    }
  });
}

function isRecorded(place: Place): boolean {
  return trace.getSpan(place.context)?.isRecording() === true;
}
