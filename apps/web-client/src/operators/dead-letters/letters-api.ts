import {
  AuditListSchema,
  type DeadLetterDetail,
  DeadLetterDetailSchema,
  type DeadLetterGroup,
  DeadLetterGroupListSchema,
  DeadLetterGroupSchema,
  type DeadLetterList,
  DeadLetterListSchema,
  DiscardAnswerSchema,
  type DlqStats,
  DlqStatsSchema,
  EditAnswerSchema,
  type LetterCount,
  LetterCountSchema,
  parseExactJson,
  UndoAnswerSchema,
  ViewListSchema,
  ViewSchema,
} from '@ballast/contracts/operators';
import type { output } from 'zod';
import { requestDone, requestJson, withJson } from '../../api/request-json.ts';
import { type LetterMessage, readMessage } from './letter-message.ts';
import { lettersOf, type Selection } from './selection.ts';

export type GroupChange = Pick<DeadLetterGroup, 'status' | 'ignore_until_per_hour'> & { readonly reason: string };

export type DiscardAnswer = output<typeof DiscardAnswerSchema>;
type UndoAnswer = output<typeof UndoAnswerSchema>;
type EditAnswer = output<typeof EditAnswerSchema>;

const PAGE_SIZE = 100;
/** An act on as many letters as one may take goes in many transactions: whoever gave up earlier would not get its undo. */
const ACT_MS = 180_000;
const MessageSchema = DeadLetterDetailSchema.pick({ payload: true, payload_raw: true, edited_payload: true });

export function getLetters(
  parameters: string,
  cursor: string | undefined,
  signal: AbortSignal,
): Promise<DeadLetterList> {
  const asked = new URLSearchParams(parameters);
  asked.set('limit', String(PAGE_SIZE));
  if (cursor !== undefined) asked.set('cursor', cursor);
  return requestJson(`/api/dlq/messages?${asked}`, DeadLetterListSchema, { signal });
}

export function countLetters(parameters: string): Promise<LetterCount> {
  return requestJson(`/api/dlq/messages/count?${parameters}`, LetterCountSchema);
}

/** A letter whose payload has every digit of its numbers. */
export function getLetter(id: string, signal: AbortSignal): Promise<DeadLetterDetail> {
  return requestJson(`/api/dlq/messages/${encodeURIComponent(id)}`, DeadLetterDetailSchema, {
    signal,
    parse: parseExactJson,
  });
}

/** What a letter carries, as texts in which every number is as it came. */
export async function getMessage(id: string, signal: AbortSignal): Promise<LetterMessage> {
  return readMessage(
    await requestJson(`/api/dlq/messages/${encodeURIComponent(id)}`, MessageSchema, { signal, parse: parseExactJson }),
  );
}

/** Sends a letter again with this text in place of its message, as it stands. */
export function editAndRedrive(id: string, text: string, reason: string): Promise<EditAnswer> {
  const body = { payload: text, redrive: true, reason };
  return requestJson(`/api/dlq/messages/${encodeURIComponent(id)}/edit`, EditAnswerSchema, withJson('POST', body));
}

export function discardLetters(selection: Selection, reason: string): Promise<DiscardAnswer> {
  const asked = withJson('DELETE', { ...lettersOf(selection), reason });
  return requestJson('/api/dlq/discard', DiscardAnswerSchema, { ...asked, timeoutMs: ACT_MS });
}

/** Takes back a whole act of discarding, or the discards of single letters. */
export function undoDiscard(
  which: { readonly discard_id: string } | { readonly message_ids: readonly string[] },
  reason: string,
): Promise<UndoAnswer> {
  const asked = withJson('POST', { ...which, reason });
  return requestJson('/api/dlq/undo', UndoAnswerSchema, { ...asked, timeoutMs: ACT_MS });
}

export async function getLetterAudit(id: string, signal: AbortSignal) {
  const asked = new URLSearchParams({ target_type: 'letter', target_id: id, limit: '100' });
  return (await requestJson(`/api/dlq/audit?${asked}`, AuditListSchema, { signal })).items;
}

/** As many groups as one answer takes. */
export const MAX_GROUPS = 200;

export async function getGroups(status: DeadLetterGroup['status'], signal: AbortSignal): Promise<DeadLetterGroup[]> {
  const asked = new URLSearchParams({ status, limit: String(MAX_GROUPS) });
  return (await requestJson(`/api/dlq/groups?${asked}`, DeadLetterGroupListSchema, { signal })).items;
}

export function changeGroup(fingerprint: string, change: GroupChange): Promise<DeadLetterGroup> {
  return requestJson(`/api/dlq/groups/${fingerprint}`, DeadLetterGroupSchema, withJson('POST', change));
}

export function getStats(hours: number, signal: AbortSignal): Promise<DlqStats> {
  return requestJson(`/api/dlq/stats?${new URLSearchParams({ hours: String(hours) })}`, DlqStatsSchema, { signal });
}

export async function getViews(signal: AbortSignal) {
  return (await requestJson('/api/dlq/views', ViewListSchema, { signal })).items;
}

export function saveView(name: string, query: string) {
  return requestJson('/api/dlq/views', ViewSchema, withJson('POST', { name, query }));
}

export function deleteView(name: string): Promise<void> {
  return requestDone(`/api/dlq/views/${encodeURIComponent(name)}`, { method: 'DELETE' });
}
