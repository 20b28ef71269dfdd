import {
  type Attributes,
  type AttributeValue,
  type Exception,
  type HrTime,
  type Link,
  type Span,
  type SpanContext,
  SpanKind,
  type SpanOptions,
  type SpanStatus,
  SpanStatusCode,
  type TimeInput,
} from '@opentelemetry/api';
import { millisToHrTime } from '@opentelemetry/core';
import type { ReadableSpan, TimedEvent } from '@opentelemetry/sdk-trace';

/** Where spans go when they have ended: the SDK's processor, with what it wants to know of all of them. */
export interface SpanRecorder {
  readonly resource: ReadableSpan['resource'];
  readonly instrumentationScope: ReadableSpan['instrumentationScope'];
  readonly onEnd: (span: ReadableSpan) => void;
}

/**
 * A span that is recorded, in the form that the SDK's processors and exporters read. Only notes what it is told; times become
 * what the protocol has when they are read, with those of all other spans of an export. What it is told after its end is
 * passed over.
 *
 * Times that it is given as numbers are milliseconds since the epoch, with their fraction.
 */
export class RecordedSpan implements Span, ReadableSpan {
  readonly kind: SpanKind;
  declare readonly parentSpanContext?: SpanContext;
  readonly attributes: Attributes;
  readonly links: Link[];
  readonly events: TimedEvent[] = [];
  readonly droppedAttributesCount = 0;
  readonly droppedEventsCount = 0;
  readonly droppedLinksCount = 0;
  name: string;
  status: SpanStatus = { code: SpanStatusCode.UNSET };
  readonly #recorder: SpanRecorder;
  readonly #context: SpanContext;
  readonly #startMs: number;
  /** By the clock that never jumps: a duration is the difference of two of its times. */
  readonly #startedAt = performance.now();
  #endMs: number | undefined;

  constructor(
    recorder: SpanRecorder,
    name: string,
    { kind = SpanKind.INTERNAL, attributes, links = [], startTime }: SpanOptions,
    context: SpanContext,
    parent: SpanContext | undefined,
  ) {
    this.#recorder = recorder;
    this.name = name;
    this.kind = kind;
    this.attributes = { ...attributes };
    this.links = [...links];
    this.#context = context;
    if (parent !== undefined) this.parentSpanContext = parent;
    this.#startMs = startTime === undefined ? Date.now() : toMs(startTime);
  }

  get resource(): ReadableSpan['resource'] {
    return this.#recorder.resource;
  }

  get instrumentationScope(): ReadableSpan['instrumentationScope'] {
    return this.#recorder.instrumentationScope;
  }

  get startTime(): HrTime {
    return millisToHrTime(this.#startMs);
  }

  get endTime(): HrTime {
    return millisToHrTime(this.#endMs ?? 0);
  }

  get duration(): HrTime {
    return millisToHrTime((this.#endMs ?? this.#startMs) - this.#startMs);
  }

  get ended(): boolean {
    return this.#endMs !== undefined;
  }

  isRecording(): boolean {
    return this.#endMs === undefined;
  }

  spanContext(): SpanContext {
    return this.#context;
  }

  setAttribute(name: string, value: AttributeValue): this {
    if (this.isRecording()) this.attributes[name] = value;
    return this;
  }

  setAttributes(attributes: Attributes): this {
    if (this.isRecording()) Object.assign(this.attributes, attributes);
    return this;
  }

  addEvent(name: string, attributesOrTime?: Attributes | TimeInput, time?: TimeInput): this {
    if (!this.isRecording()) return this;
    const isTime = isTimeInput(attributesOrTime);
    const at = isTime ? attributesOrTime : time;
    const atMs = at === undefined ? this.#now() : toMs(at);
    this.events.push({ name, time: millisToHrTime(atMs), attributes: isTime ? {} : { ...attributesOrTime } });
    return this;
  }

  addLink(link: Link): this {
    if (this.isRecording()) this.links.push(link);
    return this;
  }

  addLinks(links: Link[]): this {
    if (this.isRecording()) this.links.push(...links);
    return this;
  }

  /** That it went well is the last word; that nothing is known changes nothing. */
  setStatus(status: SpanStatus): this {
    const isHeard = status.code !== SpanStatusCode.UNSET && this.status.code !== SpanStatusCode.OK;
    if (this.isRecording() && isHeard) this.status = status;
    return this;
  }

  updateName(name: string): this {
    if (this.isRecording()) this.name = name;
    return this;
  }

  /** By the names of the semantic conventions for exceptions. */
  recordException(exception: Exception, time?: TimeInput): void {
    const { code, name, message, stack }: { code?: string | number; name?: string; message?: string; stack?: string } =
      typeof exception === 'string' ? { message: exception } : exception;
    const type = code ?? name;
    this.addEvent(
      'exception',
      {
        ...(type !== undefined && { 'exception.type': String(type) }),
        ...(message !== undefined && { 'exception.message': message }),
        ...(stack !== undefined && { 'exception.stacktrace': stack }),
      },
      time,
    );
  }

  end(time?: TimeInput): void {
    if (!this.isRecording()) return;
    // A clock that was put back makes no negative duration.
    this.#endMs = Math.max(this.#startMs, time === undefined ? this.#now() : toMs(time));
    this.#recorder.onEnd(this);
  }

  #now(): number {
    return this.#startMs + performance.now() - this.#startedAt;
  }
}

function isTimeInput(value: Attributes | TimeInput | undefined): value is TimeInput {
  return typeof value === 'number' || Array.isArray(value) || value instanceof Date;
}

function toMs(time: TimeInput): number {
  if (typeof time === 'number') return time;
  return time instanceof Date ? time.getTime() : time[0] * 1_000 + time[1] / 1_000_000;
}
