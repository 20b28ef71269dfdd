export type { Finding, GoneReason, Mover } from './evidence/finding.ts';
export { areLettersStored } from './evidence/letters-stored.ts';
export { type LookOptions, lookForMovers } from './evidence/look-for-movers.ts';
export { OPEN_LISTS, type OpenList, type OpenRow, readOpenRows } from './evidence/open-rows.ts';
export { SUBJECT_OF } from './evidence/published-places.ts';
export { EMAIL_STATES } from './ledger-states.ts';
export { readLedger } from './read-ledger.ts';
export {
  LEDGER_NAMES,
  type LedgerChange,
  type LedgerName,
  type LedgerState,
  recordLedger,
} from './record-ledger.ts';
export { lastRecountAgeMs, type Recount, recountLedger } from './recount-ledger.ts';
export { SnapshotTooOld } from './snapshot.ts';
export { storeChecked } from './store-checked.ts';
export { type VerifyOptions, verifyLedger } from './verify-ledger.ts';
