/** What the analysis looks at of a line that a process has logged. */
export interface LogLine {
  readonly time: string;
  readonly level: Level;
  readonly service: string;
  readonly text: string;
  /** What was done, where the line says it apart from its text. */
  readonly operation: string | undefined;
  /** The error's own sentence, class and code, where it logged one. */
  readonly error: { readonly message: string; readonly type?: string; readonly code?: string } | undefined;
  /** Of the message that was worked on, without generation and enqueue count. */
  readonly messageId: string | undefined;
  readonly traceId: string | undefined;
  readonly durationMs: number | undefined;
}

export const LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal'] as const;
export type Level = (typeof LEVELS)[number];

/** pino's own numbers, for lines of a logger that does not write names: 10, 20, ... 60. */
const STEP = 10;
/** The names under which our processes log how long something took; a wait that is only planned has others. */
const DURATIONS = ['duration_ms', 'processing_ms', 'ms', 'responseTime'] as const;
/** The names of ids, the most telling first; `event_id` and `message_id` carry generation and enqueue count. */
const IDS = ['message_id', 'event_id', 'request_id', 'delivery'] as const;

type Fields = Readonly<Record<string, unknown>>;

/** Reads a line of JSON as pino writes it; `undefined` for anything else. Never throws. */
export function readLogLine(text: string): LogLine | undefined {
  const fields = parseObject(text);
  const level = fields === undefined ? undefined : readLevel(fields.level);
  if (fields === undefined || level === undefined) return undefined;
  const id = IDS.map((name) => textOf(fields[name])).find((value) => value !== undefined);
  return {
    level,
    time: readTime(fields.time),
    service: textOf(fields.service) ?? textOf(fields.name) ?? '-',
    text: textOf(fields.msg) ?? '',
    operation: textOf(fields.operation),
    error: readError(fields),
    messageId: id?.replace(/:r\d+(?::e\d+)?$/, ''),
    traceId: textOf(fields.trace_id),
    durationMs: DURATIONS.map((name) => fields[name]).find((value): value is number => Number.isFinite(value)),
  };
}

function parseObject(text: string): Fields | undefined {
  // Most lines that are no JSON are so from their first character.
  if (!text.startsWith('{')) return undefined;
  try {
    return JSON.parse(text) as Fields;
  } catch {
    return undefined;
  }
}

function readLevel(level: unknown): Level | undefined {
  if (typeof level === 'number') return LEVELS[Math.ceil(level / STEP) - 1];
  return LEVELS.find((name) => name === level);
}

function readTime(time: unknown): string {
  if (typeof time === 'number' && Number.isFinite(time)) return new Date(time).toISOString();
  return textOf(time) ?? '';
}

function readError(fields: Fields): LogLine['error'] {
  const error = fields.err ?? fields.error;
  if (typeof error !== 'object' || error === null) return readReason(fields);
  const { message, type, code } = error as Fields;
  return withDefined({ message: textOf(message) ?? '', type: textOf(type), code: scalarOf(code) });
}

/** What is told of a failure without its error object. */
function readReason({ reason, detail, code }: Fields): LogLine['error'] {
  const message = textOf(reason) ?? textOf(detail);
  return message === undefined ? undefined : withDefined({ message, type: undefined, code: scalarOf(code) });
}

function withDefined({ message, type, code }: { message: string; type: string | undefined; code: string | undefined }) {
  return { message, ...(type !== undefined && { type }), ...(code !== undefined && { code }) };
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function scalarOf(value: unknown): string | undefined {
  return typeof value === 'number' ? String(value) : textOf(value);
}
