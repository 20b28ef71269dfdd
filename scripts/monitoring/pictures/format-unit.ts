const [KIBI, KILO] = [1024, 1000] as const;

/** A value in a unit of Grafana's, as a person reads it: `12 ms`, `3.4 MiB`, `0.5 %`, `12/s`. */
export function formatUnit(value: number, unit: string): string {
  if (unit === 's') return formatSeconds(value);
  if (unit === 'percentunit') return `${short(value * 100)} %`;
  if (unit === 'bytes') return scaled(value, KIBI, ['B', 'KiB', 'MiB', 'GiB', 'TiB']);
  if (unit === 'Bps') return `${scaled(value, KILO, ['B', 'kB', 'MB', 'GB'])}/s`;
  if (unit === 'short') return short(value);
  return `${short(value)}/s`;
}

function formatSeconds(value: number): string {
  const size = Math.abs(value);
  if (size === 0) return '0 s';
  if (size < 0.001) return `${short(value * 1_000_000)} µs`;
  if (size < 1) return `${short(value * 1_000)} ms`;
  if (size < 120) return `${short(value)} s`;
  return size < 7_200 ? `${short(value / 60)} min` : `${short(value / 3_600)} h`;
}

function scaled(value: number, base: number, names: readonly string[]): string {
  const power = Math.min(
    names.length - 1,
    Math.max(0, Math.floor(Math.log(Math.max(1, Math.abs(value))) / Math.log(base))),
  );
  return `${short(value / base ** power)} ${names[power] ?? ''}`;
}

function short(value: number): string {
  if (Math.abs(value) >= 1e15) return value.toExponential(1);
  return Number(value.toPrecision(3)).toLocaleString('en');
}
