import type { RedriveJob, RedriveJobDetail } from '@ballast/contracts/operators';
import { countOf, formatCount } from '../../../terminal/count.ts';
import { fieldText, renderFields } from '../../../terminal/fields.ts';
import { printable } from '../../../terminal/printable.ts';
import type { Screen } from '../../../terminal/screen.ts';
import { joinParts, section } from '../../../terminal/section.ts';
import { formatSpan, formatTime } from '../../../terminal/span.ts';
import { paintState, styleOfState, withMark } from '../../../terminal/state-mark.ts';
import { type Column, renderTable } from '../../../terminal/table.ts';
import { renderWaves } from './job-waves.ts';

/** A job with its waves and outcome. */
export function renderJob(job: RedriveJob, screen: Screen): string {
  return joinParts([
    `${screen.paint('bold', `Redrive job ${job.id}`)}  ${paintState(job.state, screen)}`,
    renderFields(fieldsOf(job, screen), screen),
  ]);
}

function fieldsOf(job: RedriveJob, screen: Screen): [string, string | undefined][] {
  const time = (at: string | undefined) => (at === undefined ? undefined : formatTime(at, screen));
  const isDelayed = job.started_at === undefined && Date.parse(job.not_before) > screen.now.getTime();
  return [
    ['stopped because', fieldText(job.stop_reason)],
    ['outcome', outcomeOf(job)],
    ['waves', renderWaves(job, screen)],
    [
      'pace',
      `${formatCount(job.rate_per_second)} a second; a wave stops the job when more than ${formatCount(job.failure_threshold * 100)} % fail or say nothing for ${formatSpan(job.wave_deadline_seconds)}`,
    ],
    ['forced', job.force ? 'yes: poison is sent as well' : undefined],
    ['by', `${printable(job.operator)}${job.rule === undefined ? '' : ` (rule ${printable(job.rule)})`}`],
    ['reason', fieldText(job.reason)],
    ['created', time(job.created_at)],
    ['begins', isDelayed ? time(job.not_before) : undefined],
    ['started', time(job.started_at)],
    ['finished', time(job.finished_at)],
  ];
}

const ENDS = ['succeeded', 'failed', 'silent', 'refused', 'cancelled', 'sent', 'waiting'] as const;

/** `148 succeeded, 2 failed, 350 waiting of 500`. */
function outcomeOf(job: RedriveJob): string {
  const parts = ENDS.filter((end) => job.counts[end] > 0).map((end) => `${formatCount(job.counts[end])} ${end}`);
  return `${parts.length === 0 ? 'none yet' : parts.join(', ')}, of ${countOf(job.total, 'dead letter')}`;
}

type Item = RedriveJobDetail['items'][number];

const ITEM_COLUMNS: readonly Column<Item>[] = [
  { title: 'WAVE', text: ({ wave }) => String(wave + 1), align: 'right' },
  { title: 'LETTER', text: ({ letter_id }) => letter_id, align: 'right' },
  {
    title: 'STATE',
    text: ({ state }) => state,
    brief: ({ state }) => withMark(state),
    style: ({ state }) => styleOfState(state),
  },
  { title: 'WHY', text: ({ reason_code, reason }) => reason ?? reason_code ?? '-', shrinkTo: 20 },
  { title: 'MESSAGE ID', text: ({ message_id }) => message_id ?? '-', rank: 2 },
  { title: 'GENERATION', text: ({ generation }) => String(generation), align: 'right', rank: 3 },
];

/** The same with a page of its members. */
export function renderJobWithItems(job: RedriveJobDetail, screen: Screen): string {
  const items = job.items.length === 0 ? '' : renderTable(ITEM_COLUMNS, job.items, screen);
  return joinParts([renderJob(job, screen), section('Members', items, screen)]);
}
