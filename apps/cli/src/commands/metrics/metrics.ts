import { Command } from 'commander';
import { parseDuration } from '../../options/duration.ts';
import { openPrometheus, type Range } from '../../prometheus/prometheus.ts';
import { openSession } from '../../session.ts';
import { noun } from '../noun.ts';
import { renderCourse } from './course.ts';
import { isEmpty, renderValues } from './value-table.ts';

interface Options {
  readonly range?: number;
  readonly step?: number;
  readonly table?: boolean;
  readonly prometheus?: string;
}

/** Points of a course where no step is given: about as many as a terminal has columns. */
const POINTS = 120;
/** Prometheus refuses more of one series. */
const MOST_POINTS = 11_000;

export function metrics(): Command {
  return noun('metrics', 'what Prometheus has measured', [query()]);
}

function query(): Command {
  return new Command('query')
    .description('asks Prometheus: a table of values now, or with --range how they went')
    .argument('<promql>', "the question, quoted as a whole: 'sum by (route) (rate(http_requests_total[5m]))'")
    .option(
      '--range <duration>',
      'the course up to now, such as 1h or 7d: drawn on a terminal, lines elsewhere',
      parseDuration,
    )
    .option('--step <duration>', 'from one point of the course to the next', parseDuration)
    .option('--table', 'the course as lines on a terminal too')
    .option('--prometheus <url>', 'where Prometheus is (PROMETHEUS_URL; http://127.0.0.1:9090)')
    .action(async (promql: string, options: Options, self: Command) => {
      const session = openSession(self);
      const answer = await openPrometheus(options.prometheus, process.env).query(promql, rangeOf(options));
      session.show(answer, (result, screen) =>
        result.resultType === 'matrix' ? renderCourse(result.result, screen, options) : renderValues(result, screen),
      );
      if (isEmpty(answer.value)) session.hint('Nothing matches: no such series, or none in this time.');
    });
}

function rangeOf({ range, step }: Options): Range | undefined {
  if (range === undefined) return undefined;
  const least = Math.max(1, Math.ceil(range / MOST_POINTS));
  return { seconds: range, stepSeconds: Math.max(least, step ?? Math.ceil(range / POINTS)) };
}
