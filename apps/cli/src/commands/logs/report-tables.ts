import { countOf, formatCount } from '../../terminal/count.ts';
import { printable } from '../../terminal/printable.ts';
import type { Screen, Style } from '../../terminal/screen.ts';
import { joinParts, section } from '../../terminal/section.ts';
import { shorten } from '../../terminal/shorten.ts';
import { formatAge, formatSpan } from '../../terminal/span.ts';
import { type Column, renderTable } from '../../terminal/table.ts';
import { wrap } from '../../terminal/wrap.ts';
import type { ErrorGroup, LogReport, MessageStory, ToldLine } from './log-analysis.ts';
import type { Level } from './log-line.ts';

const STYLES: Partial<Readonly<Record<Level, Style>>> = { fatal: 'red', error: 'red', warn: 'yellow' };

const ERRORS: readonly Column<ErrorGroup>[] = [
  { title: 'FINGERPRINT', text: ({ fingerprint }) => fingerprint, rank: 4 },
  { title: 'LEVEL', text: ({ level }) => level, style: ({ level }) => STYLES[level] },
  { title: 'COUNT', text: ({ count }) => String(count), brief: ({ count }) => formatCount(count), align: 'right' },
  { title: 'SERVICE', text: ({ service }) => service, rank: 1 },
  { title: 'CODE', text: ({ code, type }) => code ?? type ?? '-', shrinkTo: 8, rank: 3 },
  { title: 'WHAT', text: ({ title }) => title, shrinkTo: 16 },
  {
    title: 'LAST',
    text: ({ last }) => last,
    brief: ({ last }, { now }) => formatAge(last, now),
    align: 'right',
    rank: 2,
  },
  { title: 'MESSAGE', text: ({ message_id }) => message_id ?? '-', shrinkTo: 8, rank: 5 },
  { title: 'TRACE', text: ({ trace_id }) => trace_id ?? '-', shrinkTo: 8, rank: 6 },
];

type Slow = LogReport['slowest'][number];
const milliseconds = (value: number) => formatSpan(value / 1_000);

const SLOWEST: readonly Column<Slow>[] = [
  { title: 'OPERATION', text: ({ operation }) => operation, shrinkTo: 12 },
  { title: 'SERVICE', text: ({ service }) => service, rank: 1 },
  { title: 'COUNT', text: ({ count }) => String(count), brief: ({ count }) => formatCount(count), align: 'right' },
  {
    title: 'MEAN MS',
    text: ({ mean_ms }) => String(mean_ms),
    brief: ({ mean_ms }) => milliseconds(mean_ms),
    align: 'right',
    rank: 2,
  },
  {
    title: 'MAX MS',
    text: ({ max_ms }) => String(max_ms),
    brief: ({ max_ms }) => milliseconds(max_ms),
    align: 'right',
  },
  { title: 'MESSAGE', text: ({ message_id }) => message_id ?? '-', shrinkTo: 8, rank: 3 },
  { title: 'TRACE', text: ({ trace_id }) => trace_id ?? '-', shrinkTo: 8, rank: 4 },
];

const MESSAGES: readonly Column<MessageStory>[] = [
  { title: 'MESSAGE', text: ({ id }) => id, shrinkTo: 12 },
  { title: 'LINES', text: ({ lines }) => String(lines), align: 'right', rank: 3 },
  { title: 'ERRORS', text: ({ errors }) => String(errors), align: 'right' },
  { title: 'WARNINGS', text: ({ warnings }) => String(warnings), align: 'right', rank: 2 },
  { title: 'TOOK MS', text: spanOf, brief: (one) => milliseconds(Number(spanOf(one))), align: 'right' },
  { title: 'ENDS WITH', text: ({ ends_with }) => ends_with, shrinkTo: 12, rank: 1 },
  { title: 'SERVICES', text: ({ services }) => services.join(', '), shrinkTo: 12, rank: 4 },
  { title: 'TRACE', text: ({ trace_id }) => trace_id ?? '-', shrinkTo: 8, rank: 5 },
];

const TOLD: readonly Column<ToldLine>[] = [
  { title: 'TIME', text: ({ time }) => time },
  { title: 'SERVICE', text: ({ service }) => service, rank: 1 },
  { title: 'LEVEL', text: ({ level }) => level, style: ({ level }) => STYLES[level], rank: 2 },
  { title: 'WHAT', text: ({ text }) => text, shrinkTo: 16 },
];

/** What a log says, worst first; of one message or trace, its lines first. */
export function renderReport(report: LogReport, screen: Screen): string {
  const list = <Row>(title: string, columns: readonly Column<Row>[], rows: readonly Row[] | undefined) =>
    rows === undefined || rows.length === 0 ? '' : section(title, renderTable(columns, rows, screen), screen);
  const say = (text: string) => (screen.width === undefined ? text : wrap(text, screen.width).join('\n'));
  return joinParts([
    say(renderSummary(report)),
    list('Lines', TOLD, report.told),
    list('Warnings and errors', ERRORS, report.errors),
    list('Slowest operations', SLOWEST, report.slowest),
    list('Messages', MESSAGES, report.messages),
    renderUnreadable(report, screen),
    say(renderLeftOut(report)),
  ]);
}

function renderSummary({ lines, first, last, levels }: LogReport): string {
  if (lines === 0) return 'No line of a Ballast process.';
  const failures = [countOf(levels.error + levels.fatal, 'error'), countOf(levels.warn, 'warning')].join(', ');
  const when = first === null ? '' : `, ${first} to ${last}`;
  return printable(`${countOf(lines, 'line')}${when}: ${failures}`);
}

function renderUnreadable({ unreadable }: LogReport, screen: Screen): string {
  if (unreadable.count === 0) return '';
  const onOneLine = (text: string) => (screen.width === undefined ? text : shorten(text, screen.width));
  const title = onOneLine(`${countOf(unreadable.count, 'line')} not of a Ballast process, such as`);
  return section(title, unreadable.examples.map((line) => onOneLine(printable(line))).join('\n'), screen);
}

function renderLeftOut({ left_out }: LogReport): string {
  const parts = [
    [left_out.errors, 'kind of error', 'kinds of errors'],
    [left_out.operations, 'operation', 'operations'],
    [left_out.messages, 'message', 'messages'],
  ] as const;
  const told = parts.flatMap(([count, one, many]) => (count === 0 ? [] : [countOf(count, one, many)]));
  return told.length === 0
    ? ''
    : `Not looked at to the end, since there are too many: ${told.join(', ')}. Analyze less at once.`;
}

function spanOf({ first, last }: MessageStory): string {
  const ms = Date.parse(last) - Date.parse(first);
  return Number.isNaN(ms) ? '0' : String(ms);
}
