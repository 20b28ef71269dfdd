import type { DlqStats } from '@ballast/contracts/operators';
import { Command } from 'commander';
import { wholeNumber } from '../../options/number.ts';
import { openSession } from '../../session.ts';
import { formatCount } from '../../terminal/count.ts';
import { fieldText, renderFields } from '../../terminal/fields.ts';
import type { Screen } from '../../terminal/screen.ts';
import { joinParts, section } from '../../terminal/section.ts';
import { formatTime } from '../../terminal/span.ts';
import { type Column, renderTable } from '../../terminal/table.ts';

export function stats(): Command {
  return new Command('stats')
    .description('how many dead letters there are, of what, and since when')
    .option('--hours <number>', 'how far back the hours go, 1 to 720 (24)', wholeNumber(1, 720))
    .action(async (options: { hours?: number }, self: Command) => {
      const session = openSession(self);
      const answer = await session.api.get('/api/dlq/stats', (contracts) => contracts.DlqStatsSchema, {
        hours: options.hours,
      });
      session.show(answer, renderStats);
    });
}

type Hour = DlqStats['hours'][number];

const HOUR_COLUMNS: readonly Column<Hour>[] = [
  {
    title: 'HOUR (UTC)',
    text: ({ date_hour }) => date_hour,
    brief: ({ date_hour }) => date_hour.slice(0, 16).replace('T', ' '),
  },
  { title: 'SUBJECT', text: ({ subject }) => subject },
  { title: 'TYPE', text: ({ error_type }) => error_type },
  { title: 'COUNT', text: ({ count }) => String(count), brief: ({ count }) => formatCount(count), align: 'right' },
];

/** The counts, and what came by the hour. */
export function renderStats(stats: DlqStats, screen: Screen): string {
  return joinParts([
    renderFields(
      [
        ['pending', formatCount(stats.pending)],
        ['  of type', partsOf(stats.by_type)],
        ['  of subject', partsOf(stats.by_subject)],
        ['  oldest', stats.oldest_pending_at === undefined ? undefined : formatTime(stats.oldest_pending_at, screen)],
        ['new in the last hour', formatCount(stats.last_hour)],
        ['reprocessing', formatCount(stats.reprocessing)],
        ['resolved', formatCount(stats.resolved)],
        ['discarded', formatCount(stats.discarded)],
      ],
      screen,
    ),
    section('By the hour', stats.hours.length === 0 ? '' : renderTable(HOUR_COLUMNS, stats.hours, screen), screen),
  ]);
}

function partsOf(counts: Readonly<Record<string, number>>): string | undefined {
  const parts = Object.entries(counts)
    .filter(([, count]) => count > 0)
    .toSorted(([, a], [, b]) => b - a)
    .map(([name, count]) => `${name} ${formatCount(count)}`);
  return parts.length === 0 ? undefined : fieldText(parts.join(', '));
}
