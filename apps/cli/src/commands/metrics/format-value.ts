import { formatCount } from '../../terminal/count.ts';

/** A value of Prometheus for people: four digits that count, thousands apart. `NaN` and `+Inf` stay what they are. */
export function formatValue(text: string): string {
  const value = Number(text);
  if (!Number.isFinite(value)) return text;
  if (value !== 0 && Math.abs(value) < 0.001) return Number(value.toPrecision(3)).toExponential();
  return formatCount(Number(value.toPrecision(Math.abs(value) >= 1_000 ? 15 : 4)));
}
