import type { LimitPolicy, Limits } from '@ballast/contracts/operators';
import { formatCount } from '../../terminal/count.ts';
import { fieldText, renderFields } from '../../terminal/fields.ts';
import type { Screen } from '../../terminal/screen.ts';
import { joinParts } from '../../terminal/section.ts';
import { formatSpan } from '../../terminal/span.ts';
import { paintState, styleOfState, withMark } from '../../terminal/state-mark.ts';
import { type Column, renderTable } from '../../terminal/table.ts';

type Counted = keyof LimitPolicy['last_minute'];

const count = (title: string, result: Counted, rank?: number): Column<LimitPolicy> => ({
  title,
  text: ({ last_minute }) => String(last_minute[result]),
  brief: ({ last_minute }) => formatCount(last_minute[result]),
  align: 'right',
  ...(rank === undefined ? {} : { rank }),
});

const COLUMNS: readonly Column<LimitPolicy>[] = [
  { title: 'POLICY', text: ({ policy }) => policy },
  {
    title: 'MODE',
    text: ({ mode }) => mode,
    brief: ({ mode }) => withMark(mode),
    style: ({ mode }) => styleOfState(mode),
  },
  { title: 'LIMITS', text: limitsOf, shrinkTo: 12, rank: 2 },
  count('ALLOWED', 'allowed'),
  count('DENIED', 'denied'),
  count('IN SHADOW', 'shadow_denied', 4),
  count('BYPASSED', 'bypassed', 3),
  { title: 'WITHOUT REDIS', text: ({ fails }) => (fails === 'open' ? 'local' : 'refused'), rank: 5 },
];

/** Where limits are decided, then policies, one a line, with what the answering instance did in the last minute. */
export function renderLimits({ enabled, store, global, policies }: Limits, screen: Screen): string {
  const table = renderTable(COLUMNS, policies, screen);
  // A pipe reads lines of one form; the rest is in --json.
  if (screen.width === undefined) return table;
  return joinParts([
    enabled ? '' : screen.paint('red', '✗ Nobody is limited: RATE_LIMIT_ENABLED is false.'),
    renderFields(
      [
        ['kept in', store.state === 'redis' ? 'Redis' : `each instance by itself: ${fieldText(store.reason) ?? ''}`],
        ['instances', formatCount(store.live_instances)],
        ['capacity', capacityOf(global)],
      ],
      screen,
    ),
    table,
  ]);
}

/** One policy whole. */
export function renderPolicy(policy: LimitPolicy, screen: Screen): string {
  return joinParts([
    `${screen.paint('bold', `Policy ${policy.policy}`)}  ${paintState(policy.mode, screen)}`,
    renderFields(
      [
        ['limits', limitsOf(policy)],
        ['of', fieldText(policy.endpoints.join(', '))],
        ['changed by', fieldText(policy.changed_by)],
        ['because', fieldText(policy.reason)],
      ],
      screen,
    ),
  ]);
}

/** `60/min by ip, 1,000/min in all`. */
function limitsOf({ limits }: LimitPolicy): string {
  return limits
    .map(({ limit, window_seconds, kind }) => {
      const window = formatSpan(window_seconds).replace(/^1 /, '');
      return `${formatCount(limit)}/${window} ${kind === 'global' ? 'in all' : `by ${kind}`}`;
    })
    .join(', ');
}

function capacityOf({ factor, reasons }: Limits['global']): string {
  const share = `${Math.round(factor * 100)} % of the global limits`;
  return reasons.length === 0 ? share : `${share}: ${reasons.map((reason) => fieldText(reason)).join('; ')}`;
}
