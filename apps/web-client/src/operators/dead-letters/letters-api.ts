import {
  AuditListSchema,
  type DeadLetterDetail,
  DeadLetterDetailSchema,
  type DeadLetterGroup,
  DeadLetterGroupListSchema,
  DeadLetterGroupSchema,
  type DeadLetterList,
  DeadLetterListSchema,
  type DlqStats,
  DlqStatsSchema,
  type LetterCount,
  LetterCountSchema,
  parseExactJson,
  ViewListSchema,
  ViewSchema,
} from '@ballast/contracts/operators';
import { requestDone, requestJson, withJson } from '../../api/request-json.ts';

export type GroupChange = Pick<DeadLetterGroup, 'status' | 'ignore_until_per_hour'> & { readonly reason: string };

const PAGE_SIZE = 100;

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

export async function getLetterAudit(id: string, signal: AbortSignal) {
  const asked = new URLSearchParams({ target_type: 'letter', target_id: id, limit: '100' });
  return (await requestJson(`/api/dlq/audit?${asked}`, AuditListSchema, { signal })).items;
}

export async function getGroups(status: DeadLetterGroup['status'], signal: AbortSignal): Promise<DeadLetterGroup[]> {
  const asked = new URLSearchParams({ status, limit: '200' });
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
