import type { TimelineEvent } from '@ballast/contracts/operators';
import type { Screen, Style } from '../../terminal/screen.ts';
import { formatSpan } from '../../terminal/span.ts';
import { type Column, renderTable } from '../../terminal/table.ts';

interface Line extends TimelineEvent {
  readonly sinceSeconds: number | undefined;
}

const COLUMNS: readonly Column<Line>[] = [
  { title: 'AT (UTC)', text: ({ at }) => at, brief: ({ at }) => at.slice(5, 23).replace('T', ' ') },
  {
    title: 'AFTER',
    text: ({ sinceSeconds }) => (sinceSeconds === undefined ? '-' : sinceSeconds.toFixed(3)),
    brief: ({ sinceSeconds }) => (sinceSeconds === undefined ? '' : `+${formatSpan(sinceSeconds)}`),
    align: 'right',
    rank: 3,
  },
  { title: 'EVENT', text: ({ kind }) => kind, brief: ({ kind }) => kind.replaceAll('_', ' '), rank: 2 },
  {
    title: 'WHAT',
    text: whatOf,
    brief: (line) => `${markOf(line.kind).icon} ${whatOf(line)}`,
    style: ({ kind }) => markOf(kind).style,
    shrinkTo: 50,
  },
  { title: 'BY', text: ({ actor, worker }) => actor ?? worker ?? '-', shrinkTo: 12, rank: 1 },
];

/** What has happened to a message, oldest first, with the time between one thing and the next. */
export function renderTimeline(events: readonly TimelineEvent[], screen: Screen): string {
  const lines = events.map((event, index) => ({ ...event, sinceSeconds: secondsBetween(events[index - 1], event) }));
  return renderTable(COLUMNS, lines, screen);
}

function secondsBetween(before: TimelineEvent | undefined, event: TimelineEvent): number | undefined {
  return before === undefined ? undefined : Math.max(0, Date.parse(event.at) - Date.parse(before.at)) / 1000;
}

function whatOf({ title, error_code, error_message }: TimelineEvent): string {
  const extra = [error_code, error_message].filter((part) => part !== undefined && !title.includes(part));
  return [title.replace(extra.length > 0 ? /\.$/ : /$^/, ''), ...extra].join(': ');
}

const GOOD: ReadonlySet<TimelineEvent['kind']> = new Set(['succeeded', 'completed']);
const BAD: ReadonlySet<TimelineEvent['kind']> = new Set(['attempt_failed', 'dead_lettered', 'redrive_refused']);
const HUMAN: ReadonlySet<TimelineEvent['kind']> = new Set([
  'redrive_requested',
  'redriven',
  'edited',
  'discarded',
  'undone',
  'act',
]);

function markOf(kind: TimelineEvent['kind']): { icon: string; style: Style | undefined } {
  if (GOOD.has(kind)) return { icon: '✓', style: 'green' };
  if (BAD.has(kind)) return { icon: '✗', style: 'red' };
  if (HUMAN.has(kind)) return { icon: '→', style: 'cyan' };
  return { icon: '·', style: undefined };
}
