import { type ChangeObject, diffChars, diffLines } from 'diff';

/** A piece of a line; what is `changed` has nothing that answers to it on the other side. */
interface LinePart {
  readonly text: string;
  readonly changed: boolean;
}

export interface LineSide {
  /** From 1. */
  readonly number: number;
  readonly parts: readonly LinePart[];
}

/** Two lines beside each other: the same on both sides, or different, or on one side alone. */
export interface LineRow {
  readonly same: boolean;
  readonly before: LineSide | undefined;
  readonly after: LineSide | undefined;
}

/** Lines that are the same and stand for themselves. */
interface FoldedRows {
  readonly folded: number;
}

/** Comparing goes on while somebody types: what takes longer than this is shown as replaced as a whole. */
const LINES_MS = 100;
const CHARACTERS_MS = 20;
/** Lines around a change. */
const CONTEXT = 3;

/** Two texts line by line beside each other, in pairs where one took the other's place. */
export function compareTexts(before: string, after: string): LineRow[] {
  const rows: LineRow[] = [];
  let removed: string[] = [];
  let added: string[] = [];
  const at = { before: 0, after: 0 };
  const flush = () => {
    for (let place = 0; place < Math.max(removed.length, added.length); place += 1) {
      const [left, right] = compareLines(removed[place], added[place]);
      rows.push({
        same: false,
        before: left && { number: ++at.before, parts: left },
        after: right && { number: ++at.after, parts: right },
      });
    }
    removed = [];
    added = [];
  };
  for (const change of changesOf(before, after)) {
    const lines = change.value.split('\n').slice(0, -1);
    if (change.removed) removed.push(...lines);
    else if (change.added) added.push(...lines);
    else {
      flush();
      for (const text of lines) {
        const parts = [{ text, changed: false }];
        rows.push({
          same: true,
          before: { number: ++at.before, parts },
          after: { number: ++at.after, parts },
        });
      }
    }
  }
  flush();
  return rows;
}

/** Leaves out what is the same and far from every change. */
export function foldSame(rows: readonly LineRow[]): (LineRow | FoldedRows)[] {
  const shown = new Set<number>();
  rows.forEach(({ same }, place) => {
    if (same) return;
    for (let near = place - CONTEXT; near <= place + CONTEXT; near += 1) shown.add(near);
  });
  const folded: (LineRow | FoldedRows)[] = [];
  let hidden = 0;
  rows.forEach((row, place) => {
    if (!shown.has(place)) {
      hidden += 1;
      return;
    }
    if (hidden > 0) folded.push({ folded: hidden });
    hidden = 0;
    folded.push(row);
  });
  if (hidden > 0) folded.push({ folded: hidden });
  return folded;
}

function changesOf(
  before: string,
  after: string,
): readonly Pick<ChangeObject<string>, 'value' | 'added' | 'removed'>[] {
  // Each line ends: otherwise the last one differs from the same line with others after it.
  const [left, right] = [endLine(before), endLine(after)];
  return (
    diffLines(left, right, { timeout: LINES_MS }) ?? [
      { value: left, added: false, removed: true },
      { value: right, added: true, removed: false },
    ]
  );
}

function endLine(text: string): string {
  return text === '' || text.endsWith('\n') ? text : `${text}\n`;
}

/** What is different within two lines; of lines that have little in common, all of it. */
function compareLines(
  before: string | undefined,
  after: string | undefined,
): readonly [before: LinePart[] | undefined, after: LinePart[] | undefined] {
  const whole = (text: string | undefined) => (text === undefined ? undefined : [{ text, changed: true }]);
  if (before === undefined || after === undefined) return [whole(before), whole(after)];
  const changes = changesWithin(before, after);
  const common = changes?.reduce((sum, { value, added, removed }) => sum + (added || removed ? 0 : value.length), 0);
  if (changes === undefined || 2 * (common ?? 0) < Math.max(before.length, after.length)) {
    return [whole(before), whole(after)];
  }
  return [
    changes.filter(({ added }) => !added).map(({ value, removed }) => ({ text: value, changed: removed })),
    changes.filter(({ removed }) => !removed).map(({ value, added }) => ({ text: value, changed: added })),
  ];
}

/** Around what is different, as much as possible is the same: of ways to say a change, that is the one people see. */
function changesWithin(before: string, after: string): ReturnType<typeof changesOf> | undefined {
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && before[start] === after[start]) start += 1;
  let end = 0;
  while (end < shorter - start && before.at(-1 - end) === after.at(-1 - end)) end += 1;
  const middle = (text: string) => text.slice(start, text.length - end);
  const changes = diffChars(middle(before), middle(after), { timeout: CHARACTERS_MS });
  const same = (value: string) => ({ value, added: false, removed: false });
  return changes && [same(before.slice(0, start)), ...changes, same(before.slice(before.length - end))];
}
