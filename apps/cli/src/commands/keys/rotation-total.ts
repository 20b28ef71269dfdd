import type { KeyRotation } from '@ballast/contracts/operators';
import { countOf, formatCount } from '../../terminal/count.ts';
import { renderFields } from '../../terminal/fields.ts';
import { printable } from '../../terminal/printable.ts';
import type { Screen } from '../../terminal/screen.ts';

/** What all batches did together; also the document of `--json`. */
export interface RotationTotal {
  readonly current_key: string;
  readonly dry_run: boolean;
  readonly scanned: number;
  readonly resealed: number;
  /** Addresses by the key that seals them. */
  readonly keys: Readonly<Record<string, number>>;
  readonly left: KeyRotation['left'];
}

export function addBatch(total: RotationTotal | undefined, batch: KeyRotation, dryRun: boolean): RotationTotal {
  const { current_key, scanned, resealed, keys, left } = batch;
  const before = total ?? { scanned: 0, resealed: 0, keys: {}, left: [] };
  const sum: Record<string, number> = { ...before.keys };
  for (const [key, n] of Object.entries(keys)) sum[key] = (sum[key] ?? 0) + n;
  return {
    current_key,
    dry_run: dryRun,
    scanned: before.scanned + scanned,
    resealed: before.resealed + resealed,
    keys: sum,
    left: [...before.left, ...left],
  };
}

const MOST_SHOWN = 20;
/** What is compared under a key and cannot be sealed anew. */
const WAIT =
  'Keep the old key in ENCRYPTION_KEY for RETENTION_IDEMPOTENCY_KEYS_DAYS more (7, unless set otherwise): without it a request that is repeated under its Idempotency-Key is refused.';
const WORDS: Readonly<Record<KeyRotation['left'][number]['code'], string>> = {
  unknown_key: 'its key is not in ENCRYPTION_KEY: put it back, behind the newest',
  lost_key: 'its key is lost, as ENCRYPTION_KEYS_LOST says',
  malformed: 'is no sealed address',
  not_authentic: 'was changed, or belongs to another row',
  request_missing: 'the request that it belongs to is gone',
  address_taken: 'another user has this address under the current key',
};

/** What is left of each key id, and each row that stayed as it was. */
export function renderTotal(total: RotationTotal, screen: Screen): string {
  const { current_key: current, resealed, keys, left } = total;
  const did = total.dry_run ? 'would be sealed' : 'sealed';
  const nameOf = (key: string) => (key === 'none' ? 'not sealed' : printable(key));
  const counts = Object.entries(keys)
    .sort(([a], [b]) => Number(b === current) - Number(a === current))
    .map(([key, n]) => [nameOf(key), `${formatCount(n)}${key === current ? ' (current)' : ''}`] as const);
  const rows = left
    .slice(0, MOST_SHOWN)
    .map(({ table, id, code }) => `${screen.paint('red', '✕')} ${printable(`${table} ${id}`)}: ${WORDS[code]}`);
  return [
    `${countOf(resealed, 'address', 'addresses')} ${did} under key ${printable(current)}.`,
    ...(counts.length === 0 ? [] : [renderFields(counts, screen)]),
    ...(left.length === 0
      ? []
      : [
          `${left.length === 1 ? '1 row stays as it is' : `${formatCount(left.length)} rows stay as they are`}:`,
          ...rows,
        ]),
    ...(left.length > MOST_SHOWN ? [`... and ${formatCount(left.length - MOST_SHOWN)} more: --json names all`] : []),
    ...(total.dry_run ? [] : [WAIT]),
  ].join('\n');
}
