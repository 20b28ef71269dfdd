import { appendAudit } from '@ballast/audit';
import { type Database, type RowDataPacket, type Tx, withTransaction } from '@ballast/database';
import { MAX_MESSAGE_BYTES } from '@ballast/outbox';
import { ActError } from '../act-error.ts';
import { aggregateTypeOf } from '../aggregates.ts';
import { chosenById } from '../redrive/choose-letters.ts';
import { createJobOf } from '../redrive/create-redrive-job.ts';
import { resolveLetters } from '../redrive/resolve-letters.ts';
import { type CheckedEdit, checkEdit } from './check-edit.ts';
import { diffJson, type EditChange } from './json-diff.ts';

/** Two texts with such numbers may differ although what is read of them does not. */
const EXACT_NUMBER = /[0-9]{16}/u;

/** What a letter's next redrive is to send, who says so and why. */
export interface EditRequest {
  /** A letter's id, or its message's. */
  readonly letter: string;
  /** The whole message (envelope and payload) as JSON, or as a text of JSON, which is sent as it stands. */
  readonly payload: unknown;
  /** Makes a job of it in the same transaction. */
  readonly redrive?: boolean | undefined;
  /** Only says what would change. */
  readonly dryRun?: boolean | undefined;
  readonly actor: string;
  readonly reason: string;
}

/** What an edit changes, or would. */
export interface EditAnswer {
  readonly id: string;
  /** From the message as it came to what is sent now, whatever was edited in between. */
  readonly diff: EditChange[];
  readonly job_id: string | null;
}

/**
 * Sets what the next redrive of a pending letter sends. The message as it came is kept; an edit that makes it what it was
 * takes the edit back. Edit, audit (with the differences) and the job, if one is asked for, are one transaction.
 *
 * @throws ActError `not_found`; `conflict` when the letter is not pending, or cannot be redriven although that was asked
 *   for; `invalid_edit` with the field.
 */
export async function editLetter(db: Database, request: EditRequest): Promise<EditAnswer> {
  return await withTransaction(db, async (tx) => {
    const letter = await lockLetter(tx, request.letter);
    const original = originalOf(letter);
    const edit = checkEdit(
      {
        id: letter.id,
        messageId: letter.original_message_id,
        subject: letter.original_subject,
        mailKind: await readMailKind(tx, letter),
      },
      request.payload,
    );
    checkSize(edit);
    const diff = diffJson(original, edit.value);
    const answer = { id: String(letter.id), diff };
    if (request.dryRun === true) return { ...answer, job_id: null };
    const isOriginal = diff.length === 0 && isAsItCame(letter, edit);
    await store(tx, letter, isOriginal ? undefined : edit.text, request.actor);
    const jobId = request.redrive === true ? await redrive(tx, letter, request) : null;
    await appendAudit(tx, [
      {
        actor: request.actor,
        act: 'letter.edit',
        targetType: 'letter',
        targetId: String(letter.id),
        reason: request.reason,
        outcome: 'done',
        details: { message_id: letter.original_message_id, diff, ...(jobId !== null && { job_id: jobId }) },
      },
    ]);
    return { ...answer, job_id: jobId };
  });
}

interface EditedLetter extends RowDataPacket {
  id: number;
  status: string;
  original_message_id: string | null;
  original_subject: string;
  payload_text: string | null;
  payload_raw: Buffer | null;
}

async function lockLetter(tx: Tx, reference: string): Promise<EditedLetter> {
  const id = (await resolveLetters(tx, [reference])).get(reference);
  const [[letter]] =
    id === undefined
      ? [[]]
      : await tx.query<EditedLetter[]>(
          `SELECT id, status, original_message_id, original_subject, CAST(payload AS CHAR) AS payload_text, payload_raw
             FROM dead_letter_messages WHERE id = ? FOR UPDATE`,
          [id],
        );
  if (letter === undefined)
    throw new ActError('not_found', 'No letter and no message has this id, or messages of several subjects have it.');
  if (letter.status !== 'pending') {
    throw new ActError('conflict', `The letter is ${letter.status}: only a pending one can be edited.`);
  }
  return letter;
}

/** As JSON where it is some; its text or, where it is none, its bytes in base64, where it is not. */
function originalOf({ payload_text, payload_raw }: EditedLetter): unknown {
  if (payload_text !== null) return JSON.parse(payload_raw?.toString() ?? payload_text);
  const bytes = payload_raw ?? Buffer.alloc(0);
  const text = bytes.toString('utf8');
  return Buffer.from(text).equals(bytes) ? text : `base64:${bytes.toString('base64')}`;
}

/** Of an edit that reads the same. Where the bytes are kept, JSON reads as the same what is not. */
function isAsItCame({ payload_raw }: EditedLetter, { text }: CheckedEdit): boolean {
  return payload_raw === null ? !EXACT_NUMBER.test(text) : payload_raw.toString() === text;
}

async function readMailKind(tx: Tx, letter: EditedLetter): Promise<string | undefined> {
  if (aggregateTypeOf(letter.original_subject) !== 'email_delivery') return undefined;
  const [[delivery]] = await tx.query<RowDataPacket[]>('SELECT kind FROM email_deliveries WHERE id = ?', [
    letter.original_message_id,
  ]);
  return delivery === undefined ? undefined : String(delivery.kind);
}

/** The headers' share is known when it is sent; what is over without any is over. */
function checkSize({ text }: CheckedEdit): void {
  const bytes = Buffer.byteLength(text);
  if (bytes > MAX_MESSAGE_BYTES) {
    throw new ActError('invalid_edit', `It has ${bytes} bytes, ${MAX_MESSAGE_BYTES} are allowed.`, { field: '' });
  }
}

async function store(tx: Tx, letter: EditedLetter, text: string | undefined, actor: string): Promise<void> {
  await tx.query(
    `UPDATE dead_letter_messages SET edited_payload = ?, edited_by = ?, edited_at = ${text === undefined ? 'NULL' : 'NOW(3)'}
      WHERE id = ?`,
    [text ?? null, text === undefined ? null : actor.slice(0, 255), letter.id],
  );
}

async function redrive(tx: Tx, letter: EditedLetter, { actor, reason }: EditRequest): Promise<string> {
  const { job, refused } = await createJobOf(tx, chosenById([letter.id]), {
    selection: { ids: [String(letter.id)] },
    operator: actor,
    reason,
    waves: [],
  });
  if (job === undefined) throw new ActError('conflict', refused[0]?.reason ?? 'It cannot be redriven.');
  return job.id;
}
