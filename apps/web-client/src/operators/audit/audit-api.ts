import { AuditListSchema, AuditVerificationSchema } from '@ballast/contracts/operators';
import type { output } from 'zod';
import { requestJson } from '../../api/request-json.ts';
import type { AuditFilters } from './audit-address.ts';

type AuditList = output<typeof AuditListSchema>;
type AuditVerification = output<typeof AuditVerificationSchema>;

const PAGE_SIZE = 50;
/** The server gives up after 25 seconds, and says so. */
const VERIFY_MS = 30_000;

/** Where a browser gets the whole audit as a file. */
export const AUDIT_EXPORT = '/api/dlq/audit/export';

export function getAudit(filters: AuditFilters, cursor: string | undefined, signal: AbortSignal): Promise<AuditList> {
  const asked = new URLSearchParams({ limit: String(PAGE_SIZE) });
  if (filters.actor !== '') asked.set('actor', filters.actor);
  if (filters.type !== '') asked.set('target_type', filters.type);
  if (filters.target !== '') asked.set('target_id', filters.target);
  if (cursor !== undefined) asked.set('cursor', cursor);
  return requestJson(`/api/dlq/audit?${asked}`, AuditListSchema, { signal });
}

export function verifyAudit(signal: AbortSignal): Promise<AuditVerification> {
  return requestJson('/api/dlq/audit/verify', AuditVerificationSchema, { signal, timeoutMs: VERIFY_MS });
}
