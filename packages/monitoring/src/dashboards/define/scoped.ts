import type { ClosedLabels, CounterDefinition, GaugeDefinition, HistogramDefinition } from '@ballast/telemetry';
import { max, quantile, rate, sum, topk } from '../../promql/functions.ts';
import { above, over } from '../../promql/operators.ts';
import { bucketsOf, type Matchers, observationsOf, series, type TargetLabel, totalOf } from '../../promql/series.ts';
import type { Vector } from '../../promql/vector.ts';

/** Every query of a dashboard asks for the processes chosen at its top, and for no others. */
const CHOSEN = { job: { like: '$job' }, instance: { like: '$instance' } } as const;
const WINDOW = '$__rate_interval';

/** What is needed of a gauge: what Prometheus itself makes has no more. */
type Gauge<Labels extends ClosedLabels> = Pick<GaugeDefinition<Labels>, 'kind' | 'name' | 'labels'>;

type LabelOf<Labels extends ClosedLabels> = Extract<keyof Labels, string> | TargetLabel;

/** A gauge as it stands, of the chosen processes. */
export function gaugeOf<const Labels extends ClosedLabels>(metric: Gauge<Labels>, where: Matchers<Labels> = {}) {
  return series(metric, { ...where, ...CHOSEN });
}

/** A gauge of which several processes tell the same: the highest, by the labels named. */
export function highestOf<const Labels extends ClosedLabels, By extends LabelOf<Labels> = never>(
  metric: Gauge<Labels>,
  by: readonly By[] = [],
  where: Matchers<Labels> = {},
): Vector<By> {
  return max(gaugeOf(metric, where), by);
}

/** A gauge of which every process tells its part: the whole, by the labels named. */
export function totalNow<const Labels extends ClosedLabels, By extends LabelOf<Labels> = never>(
  metric: Gauge<Labels>,
  by: readonly By[] = [],
  where: Matchers<Labels> = {},
): Vector<By> {
  return sum(gaugeOf(metric, where), by);
}

/** How often it happens in a second, by the labels named. */
export function perSecond<const Labels extends ClosedLabels, By extends LabelOf<Labels> = never>(
  metric: CounterDefinition<Labels>,
  by: readonly By[] = [],
  where: Matchers<Labels> = {},
): Vector<By> {
  return sum(rate(series(metric, { ...where, ...CHOSEN }), WINDOW), by);
}

/** How often a histogram is observed in a second. */
export function observedPerSecond<const Labels extends ClosedLabels, By extends LabelOf<Labels> = never>(
  metric: HistogramDefinition<Labels>,
  by: readonly By[] = [],
  where: Matchers<Labels> = {},
): Vector<By> {
  return sum(rate(observationsOf(metric, { ...where, ...CHOSEN }), WINDOW), by);
}

/** The value below which a share of the observations lies. */
export function quantileOf<const Labels extends ClosedLabels, By extends LabelOf<Labels> = never>(
  share: number,
  metric: HistogramDefinition<Labels>,
  by: readonly By[] = [],
  where: Matchers<Labels> = {},
) {
  return quantile<By>(share, bucketsPerSecond(metric, by, where));
}

/** Observations a second by bucket: what a heat map draws. */
export function bucketsPerSecond<const Labels extends ClosedLabels, By extends LabelOf<Labels> = never>(
  metric: HistogramDefinition<Labels>,
  by: readonly By[] = [],
  where: Matchers<Labels> = {},
): Vector<By | 'le'> {
  const matchers = { ...where, ...CHOSEN } as Matchers<Labels & { readonly le: readonly [] }>;
  return sum<LabelOf<Labels> | 'le', By | 'le'>(rate(bucketsOf(metric, matchers), WINDOW), ['le', ...by]);
}

/** The mean of what a histogram observes. */
export function meanOf<const Labels extends ClosedLabels, By extends LabelOf<Labels> = never>(
  metric: HistogramDefinition<Labels>,
  by: readonly By[] = [],
  where: Matchers<Labels> = {},
): Vector<By> {
  return over(sum(rate(totalOf(metric, { ...where, ...CHOSEN }), WINDOW), by), observedPerSecond(metric, by, where));
}

/** The ten highest of a ranking, without those at 0: what did nothing is not among those that did most. */
export function topTen<Label extends string>(vector: Vector<Label>): Vector<Label> {
  return above(topk(10, vector), 0);
}
