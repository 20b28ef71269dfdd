import type { DeadLetter } from '@ballast/contracts/operators';
import { useEffect, useRef } from 'react';

interface ListKeys {
  readonly letters: readonly DeadLetter[];
  readonly openId: string | undefined;
  readonly onMove: (index: number) => void;
  readonly onToggle: (id: string) => void;
  readonly onClose: () => void;
}

const STEPS: Readonly<Record<string, number>> = { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1, PageDown: 10, PageUp: -10 };

/**
 * j, k and the arrow keys move through the list from wherever the focus is, save where something is typed in or stands
 * above the page; there the keys are theirs. Arrow keys that would scroll another pane are left to it.
 */
export function useListKeys(keys: ListKeys): void {
  const now = useRef(keys);
  useEffect(() => {
    now.current = keys;
  });
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.metaKey || event.ctrlKey || event.altKey) return;
      if (isTakenElsewhere(event)) return;
      if (act(event.key, now.current)) event.preventDefault();
    };
    document.addEventListener('keydown', press);
    return () => document.removeEventListener('keydown', press);
  }, []);
}

function act(key: string, { letters, openId, onMove, onToggle, onClose }: ListKeys): boolean {
  const at = letters.findIndex(({ id }) => id === openId);
  const step = STEPS[key];
  if (step !== undefined) {
    // The first press opens the first letter, or the last when going up.
    const next = at < 0 ? (step > 0 ? 0 : letters.length - 1) : Math.max(0, Math.min(letters.length - 1, at + step));
    if (next !== at) onMove(next);
    return letters.length > 0;
  }
  if (key === 'x' && openId !== undefined && at >= 0) {
    onToggle(openId);
    return true;
  }
  if (key === 'Escape' && openId !== undefined) {
    onClose();
    return true;
  }
  return false;
}

function isTakenElsewhere({ target, key }: KeyboardEvent): boolean {
  if (!(target instanceof Element)) return false;
  if (
    target.closest('input, textarea, select, [contenteditable], form, [role="dialog"], [role="menu"], [role="listbox"]')
  )
    return true;
  const isOwnKey = key === 'j' || key === 'k' || key === 'x' || key === 'Escape';
  if (isOwnKey) return false;
  return target !== document.body && target.closest('main') !== target && target.closest('[role="grid"]') === null;
}
