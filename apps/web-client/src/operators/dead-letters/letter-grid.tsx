import type { DeadLetter } from '@ballast/contracts/operators';
import { useVirtualizer } from '@tanstack/react-virtual';
import { type ReactNode, useCallback, useEffect, useId, useLayoutEffect, useRef } from 'react';
import { useTranslations } from 'use-intl';
import { LetterRow, ROW_HEIGHT, rowId } from './letter-row.tsx';
import { useListKeys } from './use-list-keys.ts';
import type { Picked } from './use-picked.ts';

interface LetterGridProps {
  readonly letters: readonly DeadLetter[];
  readonly picked: Picked;
  readonly openId: string | undefined;
  readonly withState: boolean;
  readonly withCode: boolean;
  /** `step`: by a key, from the letter that is open already. */
  readonly onOpen: (id: string, step: boolean) => void;
  readonly onClose: () => void;
  /** The end is in view, or nearly. */
  readonly onEnd: () => void;
  readonly foot: ReactNode;
}

/** Rows from here on to the end are "nearly the end". */
const AHEAD = 20;

/** The list: only the rows in view are drawn. It has the focus as a whole and names the row that is active. */
export function LetterGrid({
  letters,
  picked,
  openId,
  withState,
  withCode,
  onOpen,
  onClose,
  onEnd,
  foot,
}: LetterGridProps) {
  const t = useTranslations('deadLetters.list');
  const scroller = useRef<HTMLDivElement>(null);
  const anchor = useRef<string>(undefined);
  const virtual = useVirtualizer({
    count: letters.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    getItemKey: (index) => letters[index]?.id ?? index,
    overscan: 12,
  });
  const rows = virtual.getVirtualItems();
  const lastShown = rows.at(-1)?.index ?? 0;
  useEffect(() => {
    if (letters.length > 0 && lastShown >= letters.length - AHEAD) onEnd();
  }, [lastShown, letters.length, onEnd]);

  useKeptPlace(scroller, letters);
  useListKeys({
    letters,
    openId,
    onMove: (index) => {
      const letter = letters[index];
      if (letter === undefined) return;
      virtual.scrollToIndex(index);
      onOpen(letter.id, true);
    },
    onToggle: (id) => picked.toggle(id),
    onClose,
  });

  const { toggle, toggleAll } = picked;
  const onToggle = useCallback(
    (id: string, range: boolean) => {
      const from = letters.findIndex((one) => one.id === anchor.current);
      const to = letters.findIndex((one) => one.id === id);
      anchor.current = id;
      if (!range || from < 0) return toggle(id);
      const between = letters.slice(Math.min(from, to), Math.max(from, to) + 1).map((one) => one.id);
      // The one it began with is in already.
      toggleAll(between.filter((one) => one === id || !picked.has(one)));
    },
    [letters, toggle, toggleAll, picked],
  );
  const onOpenRow = useCallback((id: string) => onOpen(id, false), [onOpen]);
  const keysId = useId();
  const isOpenListed = openId !== undefined && letters.some(({ id }) => id === openId);

  return (
    <div ref={scroller} className="min-h-0 grow overflow-y-auto rounded-md [overflow-anchor:none]">
      {/* Not on hover, where it would lie over the letters; the sheet of shortcuts shows them. */}
      <p id={keysId} className="sr-only">
        {t('keys')}
      </p>
      <table
        // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: a grid is a table that is moved in by keys
        role="grid"
        aria-label={t('title')}
        aria-rowcount={letters.length}
        aria-multiselectable
        aria-activedescendant={isOpenListed ? rowId(openId) : undefined}
        aria-describedby={keysId}
        tabIndex={0}
        className="block rounded-md"
      >
        <tbody className="relative block" style={{ height: virtual.getTotalSize() }}>
          {rows.map(({ index, key, start }) => {
            const letter = letters[index];
            return (
              letter !== undefined && (
                <LetterRow
                  key={key}
                  letter={letter}
                  place={index + 1}
                  top={start}
                  open={letter.id === openId}
                  picked={picked.has(letter.id)}
                  withState={withState}
                  withCode={withCode}
                  onOpen={onOpenRow}
                  onToggle={onToggle}
                />
              )
            );
          })}
        </tbody>
      </table>
      {foot}
    </div>
  );
}

/** Rows that come in above what is being read do not push it away. */
function useKeptPlace(scroller: { readonly current: HTMLDivElement | null }, letters: readonly DeadLetter[]): void {
  const first = useRef<string>(undefined);
  useLayoutEffect(() => {
    const element = scroller.current;
    const before = first.current;
    first.current = letters[0]?.id;
    if (element === null || before === undefined || element.scrollTop === 0) return;
    const cameIn = letters.findIndex(({ id }) => id === before);
    if (cameIn > 0) element.scrollTop += cameIn * ROW_HEIGHT;
  }, [letters, scroller]);
}
