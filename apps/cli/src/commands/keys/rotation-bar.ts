import type { KeyRotation } from '@ballast/contracts/operators';
import cliProgress from 'cli-progress';
import { formatCount } from '../../terminal/count.ts';
import { printable } from '../../terminal/printable.ts';
import { screenOf } from '../../terminal/screen.ts';
import type { RotationTotal } from './rotation-total.ts';

export interface RotationBar {
  update(batch: KeyRotation, total: RotationTotal): void;
  /** Leaves the cursor at the start of an empty line. */
  close(): void;
}

const BAR_COLUMNS = 24;

/** A bar that stays in its place on a terminal; elsewhere a line for each table, where it `isTold` at all. On standard error. */
export function openRotationBar({ isTold }: { readonly isTold: boolean }): RotationBar {
  const stream = process.stderr;
  if (stream.isTTY === true) return openBar(stream);
  return isTold ? openLines(stream) : { update: () => undefined, close: () => undefined };
}

const says = ({ table }: KeyRotation, { scanned, resealed }: RotationTotal) =>
  `${printable(table)}  ${formatCount(scanned)} looked at  ${formatCount(resealed)} sealed anew`;

function openBar(stream: NodeJS.WriteStream): RotationBar {
  const bar = new cliProgress.SingleBar({
    stream,
    barsize: BAR_COLUMNS,
    barCompleteChar: '█',
    barIncompleteChar: '░',
    format: `${screenOf(stream).paint('cyan', '{bar}')} {text}`,
    hideCursor: true,
    gracefulExit: true,
    forceRedraw: true,
  });
  let isOpen = false;
  return {
    update: (batch, total) => {
      // The server's estimate may be a day old: the bar is full at the end and not before.
      const isOver = batch.next_cursor === null;
      const all = isOver ? total.scanned : Math.max(batch.total_estimate, total.scanned + 1);
      const payload = { text: says(batch, total) };
      if (!isOpen) bar.start(all, total.scanned, payload);
      bar.setTotal(all);
      bar.update(total.scanned, payload);
      isOpen = true;
    },
    close: () => {
      if (isOpen) bar.stop();
      isOpen = false;
    },
  };
}

function openLines(stream: NodeJS.WriteStream): RotationBar {
  let table: string | undefined;
  return {
    update: (batch, total) => {
      if (batch.table !== table || batch.next_cursor === null) stream.write(`${says(batch, total)}\n`);
      table = batch.table;
    },
    close: () => undefined,
  };
}
