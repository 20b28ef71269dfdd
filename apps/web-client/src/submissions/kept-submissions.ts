import { createPrimeCheckBodySchema } from '@ballast/contracts';
import type { QueryClient } from '@tanstack/react-query';
import type { ResultsStore } from '../results/results-store.ts';
import type { Submission } from './submission.ts';

const PREFIX = 'ballast:unsent:';
/** As many as one batch has, and no more: a browser keeps some megabytes for us. */
const MAX_KEPT = 1_000;
/** After this the server may have forgotten the key, and what was taken once could be taken again. */
const MAX_AGE_MS = 24 * 60 * 60 * 1_000;
const MOST_DIGITS = 10_000;
const BodySchema = createPrimeCheckBodySchema(MOST_DIGITS);

type Unsent = Omit<Submission, 'since' | 'phase'>;
interface Kept extends Unsent {
  /** Whose it is; null for nobody's. */
  readonly user: string | null;
}

interface KeepOptions {
  readonly store: ResultsStore;
  /** Whose page it is; undefined while that is not known, and until then nothing is kept or taken up. */
  userOf(): string | null | undefined;
  /** What an earlier visit left unsent, newest first. */
  onLeft(left: readonly Unsent[]): void;
  /** Another tab that has it too has sent it, or taken it back. */
  onGone(key: string): void;
}

/**
 * Keeps in this browser what the server has not taken yet, so that it outlives a reload, a crash and a closed tab. Each
 * stands under its own Idempotency-Key: two tabs that both take it up send the same request, which is taken once, and what
 * is taken back in one is sent by none. What a user typed is for this user alone; what nobody signed in for is taken along
 * by who signs in. Returns its end.
 */
export function keepUnsent({ store, userOf, onLeft, onGone }: KeepOptions, queries: QueryClient): () => void {
  const kept = new Set<string>();
  let seen: readonly Submission[] | undefined;
  let begun = false;

  function keep(): void {
    const user = userOf();
    const { submissions } = store.getState();
    if (user === undefined || submissions === seen) return;
    seen = submissions;
    const unsent = new Map(submissions.flatMap((one) => (one.phase.name === 'accepted' ? [] : [[one.key, one]])));
    for (const key of kept) {
      if (unsent.has(key)) continue;
      kept.delete(key);
      write(key, undefined);
    }
    for (const [key, { number, email, submittedAt, batch }] of unsent) {
      if (kept.has(key) || kept.size >= MAX_KEPT) continue;
      kept.add(key);
      write(key, { key, number, email, submittedAt, batch, user });
    }
  }

  function begin(): void {
    const user = userOf();
    if (begun || user === undefined) return;
    begun = true;
    const left = readKept().filter((one) => one.user === null || one.user === user);
    for (const { key } of left) kept.add(key);
    if (left.length > 0) onLeft(left.map(({ user: _, ...unsent }) => unsent));
    keep();
  }

  function hear({ key: name, newValue }: StorageEvent): void {
    const key = name?.startsWith(PREFIX) ? name.slice(PREFIX.length) : undefined;
    if (key !== undefined && newValue === null && kept.has(key)) onGone(key);
  }

  window.addEventListener('storage', hear);
  const stopKeeping = store.subscribe(keep);
  const stopWaiting = queries.getQueryCache().subscribe(begin);
  begin();
  return () => {
    window.removeEventListener('storage', hear);
    stopKeeping();
    stopWaiting();
  };
}

function write(key: string, kept: Kept | undefined): void {
  try {
    if (kept === undefined) localStorage.removeItem(PREFIX + key);
    else localStorage.setItem(PREFIX + key, JSON.stringify(kept));
  } catch {
    // Forbidden, or full: it lasts as long as the page.
  }
}

/** What can be read and is not too old, newest first; the rest is thrown away. */
function readKept(): Kept[] {
  try {
    const keys = Object.keys(localStorage).filter((name) => name.startsWith(PREFIX));
    const read = keys.flatMap((name) => {
      const kept = parseKept(name.slice(PREFIX.length), localStorage.getItem(name) ?? '');
      if (kept === undefined) localStorage.removeItem(name);
      return kept ?? [];
    });
    return read.sort((a, b) => b.submittedAt - a.submittedAt).slice(0, MAX_KEPT);
  } catch {
    return [];
  }
}

function parseKept(key: string, text: string): Kept | undefined {
  let value: Partial<Record<keyof Kept, unknown>>;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  const body = BodySchema.safeParse(value);
  if (!body.success) return undefined;
  const { submittedAt, batch, user } = value;
  if (typeof submittedAt !== 'number' || Date.now() - submittedAt > MAX_AGE_MS) return undefined;
  const { number, email } = body.data;
  return {
    ...{ key, number, email, submittedAt },
    batch: typeof batch === 'string' ? batch : undefined,
    user: typeof user === 'string' ? user : null,
  };
}
