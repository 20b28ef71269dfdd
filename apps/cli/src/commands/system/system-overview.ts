import type { System } from '@ballast/contracts/operators';
import { countOf, formatCount } from '../../terminal/count.ts';
import { fieldText, renderFields } from '../../terminal/fields.ts';
import { printable } from '../../terminal/printable.ts';
import type { Screen } from '../../terminal/screen.ts';
import { joinParts } from '../../terminal/section.ts';
import { formatAge, formatSpan } from '../../terminal/span.ts';
import { paintState } from '../../terminal/state-mark.ts';
import { wrap } from '../../terminal/wrap.ts';

type Problem = System['problems'][number];

/** What is wrong and what to do, worst first; then how each part of a message's way is, in its order. */
export function renderSystem(system: System, url: string, screen: Screen): string {
  const problems = system.problems.toSorted((a, b) => weightOf(a) - weightOf(b));
  return joinParts([
    `${paintState(system.status, screen)}  ${screen.paint('dim', url)}`,
    problems.length === 0 ? 'Nothing is wrong.' : problems.map((problem) => renderProblem(problem, screen)).join('\n'),
    renderFields(
      [
        ['services', servicesOf(system, screen)],
        ['checks', checksOf(system, screen)],
        ['breakers', breakersOf(system, screen)],
        ['outbox', outboxOf(system)],
        ['streams', streamsOf(system)],
        ['dead letters', deadLettersOf(system, screen)],
        ['redrives', system.jobs_running === 0 ? 'none' : `${countOf(system.jobs_running, 'job')} under way`],
      ],
      screen,
    ),
  ]);
}

export function isCritical({ status, problems }: System): boolean {
  return status === 'down' || problems.some(({ severity }) => severity === 'critical');
}

function weightOf({ severity }: Problem): number {
  return severity === 'critical' ? 0 : 1;
}

function renderProblem({ severity, what, next }: Problem, screen: Screen): string {
  const mark = screen.paint(
    severity === 'critical' ? 'red' : 'yellow',
    severity === 'critical' ? '✗ CRITICAL' : '! WARNING ',
  );
  if (screen.width === undefined) return `${severity.toUpperCase()}\t${printable(what)}\t${printable(next)}`;
  const width = screen.width - INDENT;
  const lines = [
    ...wrap(withCommands(printable(what), screen), width),
    ...wrap(`→ ${withCommands(printable(next), screen)}`, width).map((line) => screen.paint('cyan', line)),
  ];
  return `${mark}  ${lines.join(`\n${' '.repeat(INDENT)}`)}`;
}

// The server writes commands in backticks; on a terminal they stand out by themselves where there is colour.
function withCommands(text: string, screen: Screen): string {
  return text.replace(/`([^`]+)`/g, (whole, command: string) => {
    const painted = screen.paint('bold', command);
    return painted === command ? whole : painted;
  });
}

const INDENT = 12;

function servicesOf({ workers }: System, screen: Screen): string {
  const services = Map.groupBy(workers, ({ service }) => service);
  const parts = [...services].map(([service, all]) => {
    const well = all.filter(({ status }) => status === 'healthy').length;
    const text = `${printable(service)} ${all.length === 1 ? '' : `${well}/${all.length} `}`;
    return `${text}${paintState(well === all.length ? 'healthy' : 'unhealthy', screen)}`;
  });
  return parts.length === 0 ? 'none has given a sign of life' : parts.join(', ');
}

function checksOf({ checks }: System, screen: Screen): string {
  return Object.entries(checks)
    .map(([name, { status, ms, error }]) => {
      const note = status === 'ok' ? formatSpan(ms / 1000) : (fieldText(error) ?? '');
      return `${printable(name)} ${paintState(status, screen)}${note === '' ? '' : ` (${note})`}`;
    })
    .join(', ');
}

function breakersOf({ breakers }: System, screen: Screen): string {
  if (breakers.length === 0) return 'all closed';
  return breakers
    .map(
      ({ worker, dependency, state }) => `${printable(dependency)} ${paintState(state, screen)} (${printable(worker)})`,
    )
    .join(', ');
}

function outboxOf({ outbox }: System): string {
  const waiting = outbox.filter(({ count }) => count > 0);
  if (waiting.length === 0) return 'empty';
  return waiting
    .map(
      (one) =>
        `${printable(one.subject)} ${formatCount(one.count)} waiting, oldest ${formatSpan(one.oldest_age_seconds)}`,
    )
    .join('; ');
}

function streamsOf({ streams }: System): string {
  const parts = streams.map(({ name, messages, consumers }) => {
    const pending = consumers.reduce((sum, consumer) => sum + consumer.pending, 0);
    const inFlight = consumers.reduce((sum, consumer) => sum + consumer.in_flight, 0);
    const rest = messages === 0 ? '' : ` (${formatCount(pending)} pending, ${formatCount(inFlight)} in flight)`;
    return `${printable(name)} ${formatCount(messages)}${rest}`;
  });
  return parts.length === 0 ? 'none' : parts.join(', ');
}

function deadLettersOf({ dead_letters: { pending, last_hour, oldest_pending_at } }: System, screen: Screen): string {
  const oldest = oldest_pending_at === undefined ? '' : `, oldest ${formatAge(oldest_pending_at, screen.now)}`;
  return `${formatCount(pending)} pending, ${formatCount(last_hour)} new in the last hour${oldest}`;
}
