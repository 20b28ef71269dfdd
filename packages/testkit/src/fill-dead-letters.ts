import { createHash } from 'node:crypto';
import type { Database } from '@ballast/database';

/** What a letter's search text is made of. */
interface SearchedFields {
  readonly code: string;
  readonly message: string;
  readonly subject: string;
  readonly messageId: string;
  readonly payload: string;
}

/** Kinds of failure, the commonest first: each is a group, and half of all letters are of the first. */
const KINDS = [
  [
    'transient',
    'ETIMEDOUT',
    'connect ETIMEDOUT 10.1.2.#: no greeting from the mail server after 10000 ms',
    'emailsend',
  ],
  ['transient', 'ECONNREFUSED', 'connect ECONNREFUSED 10.0.0.#: the database takes no connections', 'primecheck'],
  ['permanent', 'smtp_550', '550 5.1.1 <user#@example.com>: Recipient address rejected: User unknown', 'emailsend'],
  ['transient', 'smtp_451', '451 4.7.1 Greylisting in action, please come back in # seconds', 'emailsend'],
  ['poison', 'undecodable', 'The body is no JSON: unexpected token at position #', 'primecheck'],
  ['permanent', 'invalid_input', 'payload.number: # digits are more than this server takes', 'primecheck'],
  ['transient', 'resource_exhausted', 'The worker ran out of memory after # ms', 'primecheck'],
] as const;

/** Every so many letters one says `needle` in its message. */
export const NEEDLE_EVERY = 20_000;
const STATUSES = ['pending', 'pending', 'pending', 'resolved', 'discarded'] as const;
const BATCH = 1_000;
const SPREAD_DAYS = 30;

const COLUMNS = `letter_key, original_subject, original_message_id, payload, headers, error_message, error_stack, error_type,
  error_code, family, fingerprint, search_text, generation, attempts, retry_count, consumer, worker, trace_id, status,
  original_created_at, dlq_created_at`;

/**
 * Writes letters as they would look after a month of trouble, straight into the table: storing them one by one would take
 * many minutes. The same count makes the same letters. `buildSearchText` is the product's.
 */
export async function fillDeadLetters(
  db: Database,
  count: number,
  buildSearchText: (fields: SearchedFields) => string,
): Promise<void> {
  const random = randomNumbers();
  const start = Date.now() - SPREAD_DAYS * 86_400_000;
  const step = (SPREAD_DAYS * 86_400_000) / count;
  for (let from = 0; from < count; from += BATCH) {
    const rows = Array.from({ length: Math.min(BATCH, count - from) }, (_, index) =>
      letterRow(from + index, new Date(start + (from + index) * step), random, buildSearchText),
    );
    await db.pool.query(`INSERT INTO dead_letter_messages (${COLUMNS}) VALUES ?`, [rows]);
  }
  await db.pool.query('ANALYZE TABLE dead_letter_messages');
}

function letterRow(
  nth: number,
  at: Date,
  random: () => number,
  buildSearchText: (fields: SearchedFields) => string,
): unknown[] {
  const kind = random() < 0.5 ? 0 : Math.floor(random() * KINDS.length);
  const [type, code, template, subject] = KINDS[kind] ?? KINDS[0];
  const id = messageId(nth);
  // One number in fifty is long: then the search text does not have all of it.
  const digits = random() < 0.02 ? 1_000 : 1 + Math.floor(random() * 40);
  const content =
    subject === 'primecheck'
      ? { number: `${1 + Math.floor(random() * 9)}${'0123456789'.repeat(100).slice(0, digits - 1)}` }
      : { delivery_id: id, kind: 'prime_check_result' };
  const envelope = { id, type: `${subject}.requested`, version: 1, payload: content, created_at: at.toISOString() };
  const payload = JSON.stringify(envelope);
  const needle = nth % NEEDLE_EVERY === NEEDLE_EVERY / 2 ? ' (needle)' : '';
  const message = template.replace('#', String(Math.floor(random() * 100_000))) + needle;
  const generation = nth % 10 === 0 ? 1 : 0;
  return [
    `dlq:${id}:r${generation}`,
    subject,
    id,
    payload,
    '{"traceparent":"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"}',
    message,
    `Error: ${message}\n${'    at handle (file:///app/apps/worker/src/handle.ts:10:3)\n'.repeat(8)}`,
    type,
    code,
    hashOf(code),
    hashOf(`${code} ${Math.floor(random() * 25)}`),
    buildSearchText({ code, message, subject, messageId: id, payload }),
    generation,
    type === 'transient' ? 4 : 1,
    generation,
    `${subject}_consumer`,
    `worker-${nth % 7}`,
    hashOf(id).slice(0, 32),
    STATUSES[nth % STATUSES.length],
    at,
    at,
  ];
}

/** The message id of the nth letter of `fillDeadLetters`, counted from 0. */
export function messageId(nth: number): string {
  const hex = hashOf(`message ${nth}`);
  return `0198c0de-${hex.slice(0, 4)}-7${hex.slice(4, 7)}-8${hex.slice(7, 10)}-${hex.slice(10, 22)}`;
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** Mulberry32: small, and the same in each run. */
function randomNumbers(): () => number {
  let state = 1;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
