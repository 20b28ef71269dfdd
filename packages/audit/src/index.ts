export { appendAudit } from './append-audit.ts';
export {
  AUDIT_ACTS,
  type AuditAct,
  type AuditEntry,
  type AuditOutcome,
  type AuditTargetType,
} from './audit-entry.ts';
export type { AuditRow } from './audit-row.ts';
export { GENESIS_HASH, hashEntry, type StoredEntry } from './hash-entry.ts';
export { type AuditQuery, listAudit } from './list-audit.ts';
export { exportAudit } from './read-chain.ts';
export { type AuditVerification, verifyAudit } from './verify-audit.ts';
