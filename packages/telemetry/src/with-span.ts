import { type Span, trace } from '@opentelemetry/api';
import { contextWithMessageId } from './message-id.ts';
import { type DescribedSpan, describeSpan, kindOf, recordFailure } from './span-options.ts';
import { contextWithParent, contextWithStranger, type TraceContext } from './trace-context.ts';

export interface WithSpanOptions extends DescribedSpan {
  /** A context received from a process of ours. Absent or malformed: the active span is the parent. */
  readonly parent?: TraceContext | undefined;
  /** In place of `parent`, a context that anybody may have sent: its trace is carried on, its sampled flag is not heeded. */
  readonly stranger?: TraceContext | undefined;
  /** The message that is worked on: each log line inside says it. */
  readonly messageId?: string | undefined;
}

/**
 * Runs `fn` inside a span of its own, which is active for everything `fn` awaits. A failure is recorded on the span and
 * thrown on unchanged; the span ends either way.
 */
export async function withSpan<T>(name: string, options: WithSpanOptions, fn: (span: Span) => Promise<T>): Promise<T> {
  const tracer = trace.getTracer('ballast');
  const { parent, stranger, messageId } = options;
  const outer = stranger === undefined ? contextWithParent(parent) : contextWithStranger(stranger);
  const context = messageId === undefined ? outer : contextWithMessageId(outer, messageId);
  return await tracer.startActiveSpan(name, kindOf(options), context, async (span) => {
    describeSpan(span, options);
    try {
      return await fn(span);
    } catch (error) {
      recordFailure(span, error);
      throw error;
    } finally {
      span.end();
    }
  });
}
