import { cutText } from '@ballast/database';
import { type Fingerprint, fingerprintOf } from './fingerprint/fingerprint.ts';
import type { LetterInput } from './letter-input.ts';
import { buildSearchText } from './search-text.ts';

const MAX_ERROR_MESSAGE = 4_096;
const MAX_ERROR_STACK = 4_096;
/** The columns' own lengths. */
const MAX_KEY = 330;
const MAX_NAME = 255;
const MAX_CODE = 100;
const MAX_WORKER = 150;
const MAX_STREAM_CREATED = 40;
const MAX_MESSAGE_ID = 100;
const MAX_INT = 2_147_483_647;
const MAX_HEADERS = 200;
const MAX_HEADER_CHARACTERS = 32_768;
/** Years that a DATETIME can hold, with room for its time zone. */
const EARLIEST_MS = Date.UTC(1971, 0, 1);
const LATEST_MS = Date.UTC(9998, 0, 1);

/** A letter as its table can hold it: every text cut and clean, every number and time within its column's bounds. */
export interface LetterRow extends Fingerprint {
  readonly key: string;
  readonly subject: string;
  readonly messageId: string | null;
  /** Its JSON text, where the bytes are JSON. */
  readonly payload: string | null;
  /** Whether a JSON column keeps all of it: one rounds long numbers (MySQL), and forgets keys that are there twice. */
  readonly isPayloadExact: boolean;
  readonly body: Buffer;
  /** JSON. */
  readonly headers: string;
  readonly errorType: LetterInput['error']['type'];
  readonly errorCode: string | null;
  readonly errorMessage: string;
  readonly errorStack: string | null;
  readonly searchText: string;
  readonly generation: number;
  readonly attempts: number;
  readonly consumer: string | null;
  readonly worker: string | null;
  readonly traceId: string | null;
  readonly stream: string | null;
  readonly streamCreated: string | null;
  readonly seq: number | null;
  readonly originalCreatedAt: Date | null;
  readonly firstFailedAt: Date | null;
  readonly lastFailedAt: Date | null;
}

/** Makes a letter fit for its table, whatever was told. Never throws. */
export function toLetterRow(letter: LetterInput): LetterRow {
  const { error, origin } = letter;
  const body = Buffer.from(letter.body.buffer, letter.body.byteOffset, letter.body.byteLength);
  const payload = readJsonText(body);
  const subject = ascii(letter.subject, MAX_NAME);
  const errorCode = error.code === undefined ? null : ascii(error.code, MAX_CODE);
  const messageId = isMessageId(letter.messageId) ? letter.messageId : null;
  const consumer = asciiOrNull(letter.consumer, MAX_NAME);
  const errorMessage = cutText(error.message.toWellFormed(), MAX_ERROR_MESSAGE);
  return {
    // without spaces, which the server would not tell apart at the end of a key
    key: ascii(letter.key, MAX_KEY).replaceAll(' ', '?'),
    subject,
    messageId,
    payload,
    isPayloadExact: payload !== null && JSON.stringify(JSON.parse(payload)) === payload,
    body,
    headers: JSON.stringify(boundHeaders(letter.headers)),
    errorType: error.type,
    errorCode,
    errorMessage,
    errorStack: error.stack === undefined ? null : cutText(error.stack.toWellFormed(), MAX_ERROR_STACK),
    ...fingerprintOf({
      type: error.type,
      code: errorCode ?? undefined,
      message: errorMessage,
      handler: consumer ?? subject,
    }),
    searchText: buildSearchText({
      code: errorCode ?? undefined,
      message: errorMessage,
      subject,
      messageId: messageId ?? undefined,
      payload: payload ?? body.toString('utf8', 0, MAX_ERROR_MESSAGE),
    }),
    generation: bounded(letter.generation),
    attempts: bounded(letter.attempts),
    consumer,
    worker: asciiOrNull(letter.worker, MAX_WORKER),
    traceId: readTraceId(letter.headers.traceparent),
    stream: asciiOrNull(origin?.stream, MAX_NAME),
    streamCreated: asciiOrNull(origin?.streamCreated, MAX_STREAM_CREATED),
    seq: origin === undefined ? null : Math.max(0, Math.min(Number.MAX_SAFE_INTEGER, Math.trunc(origin.seq) || 0)),
    originalCreatedAt: boundedTime(letter.originalCreatedAt),
    firstFailedAt: boundedTime(letter.firstFailedAt),
    lastFailedAt: boundedTime(letter.lastFailedAt),
  };
}

/** Whether a text can be the id of a message in our tables: up to 100 printable ASCII characters. */
export function isMessageId(text: string | undefined): text is string {
  return text !== undefined && text.length <= MAX_MESSAGE_ID && /^[!-~]+$/u.test(text);
}

/** The text, when the bytes are UTF-8 and JSON: then it is the same bytes again. */
function readJsonText(body: Uint8Array): string | null {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(body);
    JSON.parse(text);
    return text;
  } catch {
    return null;
  }
}

function boundHeaders(headers: Readonly<Record<string, string>>): Record<string, string> {
  const kept: [string, string][] = [];
  let characters = 0;
  for (const [name, value] of Object.entries(headers).slice(0, MAX_HEADERS)) {
    characters += name.length + value.length;
    if (characters > MAX_HEADER_CHARACTERS) break;
    kept.push([name.toWellFormed(), value.toWellFormed()]);
  }
  return Object.fromEntries(kept);
}

function ascii(text: string, length: number): string {
  return text.replace(/[^ -~]/gu, '?').slice(0, length);
}

function asciiOrNull(text: string | undefined, length: number): string | null {
  return text === undefined || text === '' ? null : ascii(text, length);
}

function bounded(value: number): number {
  return Number.isFinite(value) ? Math.max(0, Math.min(MAX_INT, Math.trunc(value))) : 0;
}

function boundedTime(time: Date | undefined): Date | null {
  const ms = time?.getTime() ?? Number.NaN;
  return ms >= EARLIEST_MS && ms <= LATEST_MS ? new Date(ms) : null;
}

/** The second field of a W3C `traceparent`. */
function readTraceId(traceparent: string | undefined): string | null {
  return /^[\da-f]{2}-([\da-f]{32})-/u.exec(traceparent ?? '')?.[1] ?? null;
}
