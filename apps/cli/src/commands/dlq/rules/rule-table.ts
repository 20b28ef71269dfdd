import type { Rule } from '@ballast/contracts/operators';
import { formatCount } from '../../../terminal/count.ts';
import { fieldText, renderFields } from '../../../terminal/fields.ts';
import type { Screen } from '../../../terminal/screen.ts';
import { joinParts } from '../../../terminal/section.ts';
import { formatAge, formatSpan, formatTime } from '../../../terminal/span.ts';
import { paintState, styleOfState, withMark } from '../../../terminal/state-mark.ts';
import { type Column, renderTable } from '../../../terminal/table.ts';

const COLUMNS: readonly Column<Rule>[] = [
  { title: 'RULE', text: ({ name }) => name },
  {
    title: 'MODE',
    text: ({ mode }) => mode,
    brief: ({ mode }) => withMark(mode),
    style: ({ mode }) => styleOfState(mode),
  },
  { title: 'MATCHES', text: ({ error_pattern }) => error_pattern, shrinkTo: 16, rank: 2 },
  {
    title: 'WAITS',
    text: ({ wait_seconds }) => String(wait_seconds),
    brief: ({ wait_seconds }) => formatSpan(wait_seconds),
    align: 'right',
  },
  {
    title: 'AT MOST',
    text: ({ max_retries }) => String(max_retries),
    brief: ({ max_retries }) => `${max_retries}×`,
    align: 'right',
  },
  {
    title: 'REDRIVEN',
    text: ({ fired_total }) => String(fired_total),
    brief: ({ fired_total }) => formatCount(fired_total),
    align: 'right',
    rank: 1,
  },
  {
    title: 'IN SHADOW',
    text: ({ shadow_total }) => String(shadow_total),
    brief: ({ shadow_total }) => formatCount(shadow_total),
    align: 'right',
    rank: 4,
  },
  {
    title: 'LAST',
    text: ({ last_fired_at }) => last_fired_at ?? '-',
    brief: ({ last_fired_at }, { now }) => (last_fired_at === undefined ? 'never' : formatAge(last_fired_at, now)),
    align: 'right',
    rank: 3,
  },
];

export interface RuleList {
  readonly items: readonly Rule[];
  readonly enabled: boolean;
}

/** Automatic rules, one a line, and whether any of them may act. */
export function renderRules({ items, enabled }: RuleList, screen: Screen): string {
  const table = items.length === 0 ? '' : renderTable(COLUMNS, items, screen);
  const off = screen.paint('red', '✗ All rules are switched off: ballast dlq rules enable --all lets them act again.');
  // A pipe reads lines of one form; the switch is in --json.
  return enabled || screen.width === undefined ? table : joinParts([off, table]);
}

/** One rule whole. */
export function renderRule(rule: Rule, screen: Screen): string {
  return joinParts([
    `${screen.paint('bold', `Rule ${rule.name}`)}  ${paintState(rule.mode, screen)}`,
    renderFields(
      [
        ['description', fieldText(rule.description)],
        ['matches', fieldText(rule.error_pattern)],
        ['and', fieldText(rule.condition_query)],
        ['acts from', hoursOf(rule)],
        ['waits', formatSpan(rule.wait_seconds)],
        [
          'redrives',
          `at most ${rule.max_retries}× each, ${formatCount(rule.budget_per_hour)} an hour, ${formatCount(rule.rate_per_second)} a second`,
        ],
        ['rests', `${formatSpan(rule.cooldown_seconds)} between two jobs`],
        ['redriven', formatCount(rule.fired_total)],
        ['in shadow', formatCount(rule.shadow_total)],
        ['last', rule.last_fired_at === undefined ? 'never' : formatTime(rule.last_fired_at, screen)],
        ['changed', `${formatTime(rule.updated_at, screen)}, by ${fieldText(rule.changed_by)}`],
      ],
      screen,
    ),
  ]);
}

function hoursOf({ hour_from, hour_to }: Rule): string | undefined {
  return hour_from === undefined || hour_to === undefined ? undefined : `${hour_from}:00 to ${hour_to}:00 UTC`;
}
