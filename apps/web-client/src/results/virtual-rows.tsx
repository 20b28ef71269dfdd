import { measureElement, useWindowVirtualizer } from '@tanstack/react-virtual';
import { memo, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { areSameRows, type Row } from './list-rows.ts';
import { ResultRow } from './result-row.tsx';

const ROW_PX = 57;
/** Rows drawn above and below what is in view: a turn of the wheel finds them there. */
const AHEAD_ROWS = 8;
/** The next page is asked for when so many rows are left. */
const END_ROWS = 30;

interface VirtualRowsProps {
  readonly rows: readonly Row[];
  readonly labelledBy: string;
  readonly onEnd: () => void;
}

/** Rows of which only those in view are in the document, so that thousands scroll as a few do. */
export const VirtualRows = memo(DrawnRows, (before, after) => {
  return before.onEnd === after.onEnd && before.labelledBy === after.labelledBy && areSameRows(before.rows, after.rows);
});

function DrawnRows({ rows, labelledBy, onEnd }: VirtualRowsProps) {
  const list = useRef<HTMLUListElement>(null);
  const top = useTop(list);
  const virtualizer = useWindowVirtualizer({
    count: rows.length,
    estimateSize: () => ROW_PX,
    overscan: AHEAD_ROWS,
    scrollMargin: top,
    getItemKey: (place) => rows[place]?.key ?? place,
    measureElement: measureWhenLaidOut,
    useFlushSync: false,
  });
  const shown = virtualizer.getVirtualItems();
  const last = shown.at(-1)?.index ?? 0;
  useEffect(() => {
    if (last >= rows.length - END_ROWS) onEnd();
  }, [last, rows.length, onEnd]);

  return (
    <ul ref={list} aria-labelledby={labelledBy} className="relative" style={{ height: virtualizer.getTotalSize() }}>
      {shown.map(({ key, index, start }) => {
        const row = rows[index];
        if (row === undefined) return null;
        return (
          <li
            key={key}
            ref={virtualizer.measureElement}
            data-index={index}
            aria-setsize={rows.length}
            aria-posinset={index + 1}
            className="absolute inset-x-0 top-0 border-line/70 border-b"
            style={{ transform: `translateY(${start - top}px)` }}
          >
            <ResultRow row={row} />
          </li>
        );
      })}
    </ul>
  );
}

/** A row is measured when the browser has laid it out: to ask for its size before would lay the whole page out once more. */
const measureWhenLaidOut: typeof measureElement = (row, entry, virtualizer) =>
  entry === undefined
    ? (virtualizer.itemSizeCache.get(virtualizer.options.getItemKey(virtualizer.indexFromElement(row))) ?? ROW_PX)
    : measureElement(row, entry, virtualizer);

/** How far below the page's top something stands, as what is above it grows and shrinks. */
function useTop(element: { readonly current: HTMLElement | null }): number {
  const [top, setTop] = useState(0);
  useLayoutEffect(() => {
    const measure = () => {
      const rect = element.current?.getBoundingClientRect();
      if (rect !== undefined) setTop(Math.round(rect.top + window.scrollY));
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(document.body);
    return () => observer.disconnect();
  }, [element]);
  return top;
}
