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

interface State {
  /** What was looked for when they were picked: another search begins with none. */
  readonly within: string;
  readonly ids: ReadonlySet<string>;
  readonly all: Extract<Selection, { kind: 'query' }> | undefined;
}

const NONE: ReadonlySet<string> = new Set();

/** Which letters of a list are picked: one by one, or all that match. `within` names the list. */
export function usePicked(within: string): Picked {
  const [kept, setKept] = useState<State>({ within, ids: NONE, all: undefined });
  const { ids, all } = kept.within === within ? kept : { ids: NONE, all: undefined };
  const change = useCallback(
    (next: (ids: ReadonlySet<string>) => ReadonlySet<string>) =>
      setKept((now) => ({ within, ids: next(now.within === within ? now.ids : NONE), all: undefined })),
    [within],
  );
  return useMemo(
    () => ({
      selection: all ?? (ids.size === 0 ? undefined : { kind: 'ids' as const, ids: [...ids] }),
      has: (id) => all !== undefined || ids.has(id),
      toggle: (id) => change((now) => toggled(now, [id])),
      toggleAll: (some) => change((now) => toggled(now, some)),
      takeAll: (query, count) => setKept({ within, ids: NONE, all: { kind: 'query', query, count } }),
      clear: () => change(() => NONE),
    }),
    [ids, all, change, within],
  );
}

function toggled(ids: ReadonlySet<string>, some: readonly string[]): ReadonlySet<string> {
  const next = new Set(ids);
  const allIn = some.every((id) => ids.has(id));
  for (const id of some) {
    if (allIn) next.delete(id);
    else next.add(id);
  }
  return next;
}
