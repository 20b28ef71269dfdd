import {
  type Breaker,
  BreakerListSchema,
  type Ledger,
  LedgerSchema,
  type System,
  SystemSchema,
} from '@ballast/contracts/operators';
import { requestJson } from '../../api/request-json.ts';

/** The system at one moment. What could not be read then is undefined: what is broken is what the page is opened for. */
export interface Snapshot {
  readonly system: System;
  readonly ledger: Ledger | undefined;
  readonly breakers: readonly Breaker[] | undefined;
}

/** Fails only where `/api/system` does, which answers whatever else is away. */
export async function getSnapshot(signal: AbortSignal): Promise<Snapshot> {
  const [system, ledger, breakers] = await Promise.all([
    requestJson('/api/system', SystemSchema, { signal }),
    requestJson('/api/ledger', LedgerSchema, { signal }).catch(() => undefined),
    requestJson('/api/breakers', BreakerListSchema, { signal }).then(
      ({ items }) => items,
      () => undefined,
    ),
  ]);
  return { system, ledger, breakers };
}
