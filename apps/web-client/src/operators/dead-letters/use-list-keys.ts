import type { DeadLetter } from '@ballast/contracts/operators';
import { useTranslations } from 'use-intl';
import { useShortcuts } from '../../shortcuts/use-shortcuts.ts';

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
export function useListKeys({ letters, openId, onMove, onToggle, onClose }: ListKeys): void {
  const t = useTranslations('operators.keys');
  const at = letters.findIndex(({ id }) => id === openId);
  const move = (event: KeyboardEvent) => {
    if (event.key.length > 1 && scrollsElsewhere(event)) return false;
    const step = STEPS[event.key] ?? 0;
    // The first press opens the first letter, or the last when going up.
    const next = at < 0 ? (step > 0 ? 0 : letters.length - 1) : Math.max(0, Math.min(letters.length - 1, at + step));
    if (next !== at) onMove(next);
    return letters.length > 0;
  };
  useShortcuts(t('letters'), [
    { keys: ['j', 'ArrowDown', 'PageDown'], does: t('next'), run: move },
    { keys: ['k', 'ArrowUp', 'PageUp'], does: t('previous'), run: move },
    {
      keys: ['x'],
      does: t('select'),
      run: () => {
        if (openId === undefined || at < 0) return false;
        onToggle(openId);
        return true;
      },
    },
    {
      keys: ['Escape'],
      does: t('leave'),
      run: () => {
        if (openId === undefined) return false;
        onClose();
        return true;
      },
    },
  ]);
}

function scrollsElsewhere({ target }: KeyboardEvent): boolean {
  if (!(target instanceof Element)) return false;
  return target !== document.body && target.closest('main') !== target && target.closest('[role="grid"]') === null;
}
