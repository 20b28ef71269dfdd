export {
  type LedgerChange,
  type LedgerName,
  type LedgerState,
  recordLedger,
} from './record-ledger.ts';
