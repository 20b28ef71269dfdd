import { createCell, type ReadableCell } from '../session/cell.ts';
import { readRemembered, remember } from '../words/remembered.ts';

/** What keys do while a part of the page is there. */
export interface Shortcut {
  /** Any of these, as `KeyboardEvent.key` says them; two with a space between them are pressed one after the other. */
  readonly keys: readonly string[];
  /** What it does, in words. */
  readonly does: string;
  /** Does it. False leaves the key to whatever else it is for. */
  readonly run: (event: KeyboardEvent) => boolean;
}

interface ShortcutGroup {
  readonly title: string;
  readonly shortcuts: readonly Shortcut[];
}

const REMEMBERED = 'ballast:shortcuts';
/** Where keys are typed, or mean something of their own. */
const TAKEN =
  'input, textarea, select, [contenteditable], form, dialog, [role="dialog"], [role="menu"], [role="listbox"]';
const SEQUENCE_MS = 1_500;

/** By the part that has them, in the order in which they came. */
const groups = new Map<string, ShortcutGroup>();
const letterKeys = createCell(readRemembered(REMEMBERED) !== 'off');
let begun: { readonly key: string; readonly at: number } | undefined;

/** Puts a part's keys in, or in place of those it had. */
export function setShortcuts(part: string, group: ShortcutGroup): void {
  groups.set(part, group);
}

export function removeShortcuts(part: string): void {
  groups.delete(part);
}

export function listShortcuts(): readonly ShortcutGroup[] {
  return [...groups.values()];
}

/**
 * Whether keys that write something do something: who speaks to the browser, or whose hand slips, can switch them off.
 * Arrow keys, Escape and the like go on as before.
 */
export const areLetterKeysOn: ReadableCell<boolean> = letterKeys;

export function switchLetterKeys(on: boolean): void {
  remember(REMEMBERED, on ? undefined : 'off');
  letterKeys.set(on);
}

/** Does what a key is for, of the part that came last. */
export function pressKey(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.metaKey || event.ctrlKey || event.altKey) return;
  if (event.target instanceof Element && event.target.closest(TAKEN) !== null) return;
  if (event.key.length === 1 && !letterKeys.get()) return;
  const first = begun !== undefined && event.timeStamp - begun.at < SEQUENCE_MS ? begun.key : undefined;
  begun = undefined;
  const pressed = first === undefined ? event.key : `${first} ${event.key}`;
  const all = listShortcuts()
    .toReversed()
    .flatMap(({ shortcuts }) => shortcuts);
  if (all.some(({ keys, run }) => keys.includes(pressed) && run(event))) event.preventDefault();
  else if (first === undefined && all.some(({ keys }) => keys.some((key) => key.startsWith(`${pressed} `)))) {
    begun = { key: pressed, at: event.timeStamp };
  }
}
