import { createHash } from 'node:crypto';
import { normaliseMessage } from '@ballast/reliability';
import { BoundedEntries } from './bounded-entries.ts';
import { LEVELS, type Level, type LogLine, readLogLine } from './log-line.ts';

/** Failures that say the same, by whatever message, at whatever time. */
export interface ErrorGroup {
  readonly fingerprint: string;
  readonly level: Level;
  readonly service: string;
  /** What was logged, without what differs from one time to the next, and then what the error said. */
  readonly title: string;
  readonly type?: string;
  readonly code?: string;
  count: number;
  first: string;
  last: string;
  /** Of the last one. */
  message_id?: string;
  trace_id?: string;
}

export interface Operation {
  readonly service: string;
  readonly operation: string;
  count: number;
  total_ms: number;
  max_ms: number;
  /** Of the slowest one. */
  message_id?: string;
  trace_id?: string;
}

/** What was logged of one message (a request, a delivery). */
export interface MessageStory {
  readonly id: string;
  lines: number;
  errors: number;
  warnings: number;
  first: string;
  last: string;
  services: string[];
  trace_id?: string;
  /** What was logged of it last. */
  ends_with: string;
}

export interface ToldLine {
  readonly time: string;
  readonly service: string;
  readonly level: Level;
  readonly text: string;
}

/** What `--json` prints. */
export interface LogReport {
  readonly lines: number;
  readonly first: string | null;
  readonly last: string | null;
  readonly levels: Readonly<Record<Level, number>>;
  /** Lines that are none of ours: no JSON, or JSON without a level. */
  readonly unreadable: { readonly count: number; readonly examples: readonly string[] };
  readonly errors: readonly ErrorGroup[];
  readonly slowest: readonly (Operation & { readonly mean_ms: number })[];
  readonly messages: readonly MessageStory[];
  /** With `--id`: its lines, oldest first. */
  readonly told?: readonly ToldLine[];
  /** Of the kinds of each list that were met, how many had to make room for others. */
  readonly left_out: { readonly errors: number; readonly operations: number; readonly messages: number };
}

const MAX_ERRORS = 5_000;
const MAX_OPERATIONS = 5_000;
const MAX_MESSAGES = 20_000;
const MAX_TOLD = 1_000;
const MAX_EXAMPLES = 3;
const EXAMPLE_CHARS = 200;
const FINGERPRINT_DIGITS = 12;

/** Reads a log line by line, and says what is in it; the memory that it takes does not grow with the log. */
export class LogAnalysis {
  readonly #id: string | undefined;
  readonly #levels = Object.fromEntries(LEVELS.map((level) => [level, 0])) as Record<Level, number>;
  readonly #errors = new BoundedEntries<ErrorGroup>(MAX_ERRORS);
  readonly #operations = new BoundedEntries<Operation>(MAX_OPERATIONS);
  readonly #messages = new BoundedEntries<MessageStory>(MAX_MESSAGES);
  readonly #told: ToldLine[] = [];
  readonly #unreadable: string[] = [];
  #unreadableCount = 0;
  #lines = 0;
  #first: string | null = null;
  #last: string | null = null;

  /** @param id look only at what is about this message, request, delivery or trace */
  constructor(id?: string) {
    this.#id = id;
  }

  add(text: string): void {
    const line = readLogLine(text);
    if (line === undefined) {
      this.#addUnreadable(text);
      return;
    }
    if (this.#id !== undefined && line.messageId !== this.#id && line.traceId !== this.#id) return;
    this.#lines += 1;
    this.#levels[line.level] += 1;
    if (line.time !== '') {
      if (this.#first === null || line.time < this.#first) this.#first = line.time;
      if (this.#last === null || line.time > this.#last) this.#last = line.time;
    }
    if (isFailure(line)) this.#addFailure(line);
    if (line.durationMs !== undefined) this.#addOperation(line, line.durationMs);
    if (line.messageId !== undefined) this.#addToMessage(line, line.messageId);
    if (this.#id !== undefined && this.#told.length < MAX_TOLD) this.#told.push(tell(line));
  }

  /** @param top how many of each list */
  report(top: number): LogReport {
    return {
      lines: this.#lines,
      first: this.#first,
      last: this.#last,
      levels: this.#levels,
      unreadable: { count: this.#unreadableCount, examples: this.#unreadable },
      errors: this.#errors
        .values()
        .toSorted((a, b) => LEVELS.indexOf(b.level) - LEVELS.indexOf(a.level) || b.count - a.count)
        .slice(0, top),
      slowest: this.#operations
        .values()
        .toSorted((a, b) => b.max_ms - a.max_ms)
        .slice(0, top)
        .map((one) => ({ ...one, mean_ms: Math.round(one.total_ms / one.count) })),
      messages: this.#messages
        .values()
        .toSorted((a, b) => b.errors - a.errors || b.warnings - a.warnings || b.lines - a.lines)
        .slice(0, top),
      ...(this.#id !== undefined && { told: this.#told.toSorted((a, b) => (a.time < b.time ? -1 : 1)) }),
      left_out: {
        errors: this.#errors.leftOut,
        operations: this.#operations.leftOut,
        messages: this.#messages.leftOut,
      },
    };
  }

  #addUnreadable(text: string): void {
    this.#unreadableCount += 1;
    if (this.#unreadable.length < MAX_EXAMPLES) this.#unreadable.push(text.slice(0, EXAMPLE_CHARS));
  }

  #addFailure(line: LogLine): void {
    const { level, service, error, time } = line;
    const title = titleOf(line);
    const fingerprint = fingerprintOf([level, service, title, error?.type ?? '', error?.code ?? '']);
    const group = this.#errors.touch(fingerprint, () => ({
      ...{ fingerprint, level, service, title, count: 0, first: time, last: time },
      ...(error?.type !== undefined && { type: error.type }),
      ...(error?.code !== undefined && { code: error.code }),
    }));
    group.count += 1;
    if (time < group.first) group.first = time;
    if (time >= group.last) Object.assign(group, { last: time, ...idsOf(line) });
  }

  #addOperation(line: LogLine, durationMs: number): void {
    const { service } = line;
    const operation = line.operation ?? normaliseMessage(line.text);
    const one = this.#operations.touch(`${service}\n${operation}`, () => ({
      ...{ service, operation, count: 0, total_ms: 0, max_ms: -1 },
    }));
    one.count += 1;
    one.total_ms += durationMs;
    if (durationMs > one.max_ms) Object.assign(one, { max_ms: durationMs, ...idsOf(line) });
  }

  #addToMessage(line: LogLine, id: string): void {
    const { time, level, service, traceId } = line;
    const story = this.#messages.touch(id, () => ({
      ...{ id, lines: 0, errors: 0, warnings: 0, first: time, last: time, services: [], ends_with: '' },
    }));
    story.lines += 1;
    if (level === 'error' || level === 'fatal') story.errors += 1;
    if (level === 'warn') story.warnings += 1;
    if (!story.services.includes(service)) story.services.push(service);
    if (traceId !== undefined) story.trace_id = traceId;
    if (time < story.first) story.first = time;
    if (time >= story.last) Object.assign(story, { last: time, ends_with: line.text });
  }
}

function isFailure({ level }: LogLine): boolean {
  return level === 'warn' || level === 'error' || level === 'fatal';
}

function titleOf({ text, error }: LogLine): string {
  const said = [text, error?.message ?? ''].filter((part) => part !== '');
  return normaliseMessage(said.join(': '));
}

/** The first digits tell as many failures apart as anybody looks at. */
function fingerprintOf(parts: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, FINGERPRINT_DIGITS);
}

function idsOf({ messageId, traceId }: LogLine): { message_id?: string; trace_id?: string } {
  return {
    ...(messageId !== undefined && { message_id: messageId }),
    ...(traceId !== undefined && { trace_id: traceId }),
  };
}

function tell({ time, service, level, text, error }: LogLine): ToldLine {
  return { time, service, level, text: error === undefined ? text : `${text}: ${error.message}` };
}
