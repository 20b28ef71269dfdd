import { allMetrics, EXPORTERS, FOREIGN_METRICS, METRICS, type MetricDefinition } from '@ballast/telemetry';

const AREAS: Readonly<Record<keyof typeof METRICS | keyof typeof FOREIGN_METRICS, string>> = {
  http: 'Requests',
  limits: 'Limits of callers',
  outbox: 'The outbox and its relay',
  hub: 'The event hub',
  messaging: 'Consumers',
  primeCheck: 'Prime checks',
  mail: 'Mails',
  deadLetters: 'Dead letters',
  redrives: 'Redrives and their rules',
  ledger: 'The ledger and the reconciler',
  upkeep: 'Upkeep',
  broker: 'Streams and consumers of the broker',
  brokerServer: 'The broker’s process',
  database: 'Database connections and statements',
  processes: 'Every process',
  redis: 'Redis, by redis_exporter',
  mysqlServer: 'MySQL, by mysqld_exporter',
  machine: 'The machine, by node_exporter',
};

/** `docs/metrics.md`: every metric of the catalogue, by area. */
export function metricsPage(): string {
  const areas = Object.entries({ ...METRICS, ...FOREIGN_METRICS }) as [keyof typeof AREAS, object][];
  const sections = areas.map(([key, area]) => section(AREAS[key], Object.values(area)));
  return `${[intro(), ...sections].join('\n\n')}\n`;
}

function intro(): string {
  return `# Metrics

<!-- Written by \`pnpm generate:monitoring\` from packages/telemetry/src/catalogue. Change it there. -->

All ${allMetrics().length} metrics, as the catalogue declares them: dashboards, alerts and this page are made from it, and a test compares it with what the
processes really export. Besides these each process has Node's own (\`process_*\`, \`nodejs_*\`). Every series of ours has the label \`service\`.

- **Labels** stand with all values that they can take; every combination is there from the start with 0. _Any_ is a label whose values are
  known to the process alone; it writes their zeros itself.
- **Times** are Unix times of when something happened, never how long ago: an age that nobody measures any more looks young for ever.
- **Exemplars**: durations name the trace of an observation, where that trace is recorded (docs/decisions/0300).`;
}

function section(title: string, metrics: readonly MetricDefinition[]): string {
  return [
    `## ${title}`,
    '',
    '| Metric | What it says | Labels | Exported by |',
    '| --- | --- | --- | --- |',
    ...metrics.map(row),
  ].join('\n');
}

function row({ name, kind, unit, help, labels, known, by }: MetricDefinition): string {
  const described = Object.entries(labels).map(([label, closed]) => {
    const values = closed.length === 0 ? (known?.[label] ?? []) : closed;
    const listed = values.map((value) => `\`${value}\``).join(', ');
    return `**${label}**: ${closed.length === 0 ? `any${listed && `, here ${listed}`}` : listed}`;
  });
  const isEverybody = EXPORTERS.every((one) => by.includes(one));
  const cells = [
    `\`${name}\`<br>${kind}, ${unit}`,
    help,
    described.join('<br>') || '—',
    isEverybody ? 'every process' : by.join(', '),
  ];
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
}
