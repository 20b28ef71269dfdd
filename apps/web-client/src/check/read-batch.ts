import type { NumberFault } from '@ballast/contracts';
import { readDraft } from './number-draft.ts';

/** As many lines as are kept in a browser until they are sent. */
export const MAX_LINES = 1_000;

interface BatchFault {
  /** From 1. */
  readonly line: number;
  readonly text: string;
  readonly fault: NumberFault;
}

export interface Batch {
  /** Those that can be sent, in their order. */
  readonly numbers: readonly string[];
  readonly faults: readonly BatchFault[];
  /** There are more lines than are taken. */
  readonly cut: boolean;
}

/** Whether a text is more than one number: it has two lines with something in them. */
export function isBatch(text: string): boolean {
  return text.trim().includes('\n');
}

/** Reads one number a line; spaces around it and empty lines do not matter. */
export function readBatch(text: string, maxDigits: number): Batch {
  const lines = text.split('\n', MAX_LINES + 1);
  const numbers: string[] = [];
  const faults: BatchFault[] = [];
  for (const [place, raw] of lines.slice(0, MAX_LINES).entries()) {
    const line = raw.trim();
    if (line === '') continue;
    const { fault } = readDraft(line, maxDigits);
    if (fault === undefined) numbers.push(line);
    else faults.push({ line: place + 1, text: line.slice(0, 40), fault });
  }
  return { numbers, faults, cut: lines.length > MAX_LINES };
}
