import { useCallback, useMemo, useState } from 'react';
import type { Selection } from './selection.ts';

export interface Picked {
  readonly selection: Selection | undefined;
  has(id: string): boolean;
  toggle(id: string): void;
  /** Adds some, or takes them out when all of them are in. */
  toggleAll(ids: readonly string[]): void;
  /** All that a query finds, `count` at this moment. */
  takeAll(query: string, count: number): void;
  clear(): void;
}

interface Pick {
  /** One by one; below a pick of all, those that had been picked before it. */
  readonly ids: ReadonlySet<string>;
  readonly all: Extract<Selection, { kind: 'query' }> | undefined;
}

const NONE: Pick = { ids: new Set(), all: undefined };

/** Which letters of a list are picked: one by one, or all that match. `within` names the list. */
export function usePicked(within: string): Picked {
  // Another search begins with none.
  const [kept, setKept] = useState({ within, pick: NONE });
  const pick = kept.within === within ? kept.pick : NONE;
  const change = useCallback(
    (next: (pick: Pick) => Pick) => setKept((now) => ({ within, pick: next(now.within === within ? now.pick : NONE) })),
    [within],
  );
  return useMemo(
    () => ({
      selection: selectionOf(pick),
      has: (id) => pick.all !== undefined || pick.ids.has(id),
      toggle: (id) => change((now) => toggled(now, [id])),
      toggleAll: (some) => change((now) => toggled(now, some)),
      takeAll: (query, count) => change(({ ids }) => ({ ids, all: { kind: 'query', query, count } })),
      clear: () => change(() => NONE),
    }),
    [pick, change],
  );
}

function selectionOf({ ids, all }: Pick): Selection | undefined {
  return all ?? (ids.size === 0 ? undefined : { kind: 'ids', ids: [...ids] });
}

/** Where all are picked, those that are taken out leave the ones that had been picked by hand: all but one is no query. */
export function toggled({ ids, all }: Pick, some: readonly string[]): Pick {
  const next = new Set(ids);
  const takesOut = all !== undefined || some.every((id) => ids.has(id));
  for (const id of some) {
    if (takesOut) next.delete(id);
    else next.add(id);
  }
  return { ids: next, all: undefined };
}
