import type { DryRun } from '@ballast/contracts/operators';
import { countOf, formatCount } from '../../../terminal/count.ts';
import { renderFields } from '../../../terminal/fields.ts';
import type { Screen } from '../../../terminal/screen.ts';
import { joinParts } from '../../../terminal/section.ts';
import { formatSpan, formatTime } from '../../../terminal/span.ts';
import { renderRefusalGroups } from '../letters/refusals.ts';

/** What a redrive would do, before anybody says yes to it. */
export function renderPlan(plan: DryRun, screen: Screen): string {
  const types = Object.entries(plan.by_type).filter(([, count]) => count > 0);
  const head = `${formatCount(plan.would_send)} of ${countOf(plan.total, 'dead letter')} would be sent again`;
  return joinParts([
    screen.paint('bold', head),
    renderFields(
      [
        ['types', types.map(([type, count]) => `${formatCount(count)} ${type}`).join(', ')],
        ['oldest', plan.oldest_at === undefined ? undefined : formatTime(plan.oldest_at, screen)],
        ['waves', plan.waves.length < 2 ? 'none: all at once' : plan.waves.map(formatCount).join(', then ')],
        ['takes', `${formatSpan(plan.estimated_seconds)} at least`],
      ],
      screen,
    ),
    renderRefusalGroups(plan.refused, screen),
  ]);
}

/** The question that names what will happen: how many, in which steps, how long. */
export function redriveQuestion(plan: DryRun): string {
  const refused = plan.total - plan.would_send;
  const left = refused > 0 ? ` (${formatCount(refused)} refused)` : '';
  const canary = plan.waves.slice(0, -1).map(formatCount);
  const steps = canary.length === 0 ? '' : `, ${canary.join(', then ')} first`;
  return `Send ${countOf(plan.would_send, 'dead letter')} again${left}${steps}, in about ${formatSpan(plan.estimated_seconds)}?`;
}
