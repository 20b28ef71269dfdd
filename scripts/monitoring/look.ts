import { execFile } from 'node:child_process';
import { globSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { HealthSchema } from '@ballast/contracts';
import { FIGURES, type Figure, UP } from '@ballast/monitoring';
import { EXPORTERS } from '@ballast/telemetry';
import { type Finding, finding, type Section } from './finding.ts';
import { promqlClient } from './promql-client.ts';
import type { StackPlace } from './stack-place.ts';

const run = promisify(execFile);
const TIMEOUT_MS = 5_000;
const MAX_LOG_BYTES = 64 * 1024 * 1024;

/** What web-server says of itself and its servers, and whether every process answers Prometheus. */
export async function lookAtHealth(place: StackPlace): Promise<Section> {
  const web = await healthOf(place).catch((error: Error): Finding[] => [
    { name: 'web-server', state: 'bad', text: `${place.web} does not answer: ${error.message}` },
  ]);
  const processes = await processesOf(place).catch((): Finding[] => [
    { name: 'processes', state: 'unknown', text: `Prometheus does not answer at ${place.prometheus}` },
  ]);
  return { title: `Health (${place.stack} stack)`, findings: [...web, ...processes] };
}

async function healthOf({ web }: StackPlace): Promise<Finding[]> {
  const response = await fetch(`${web}/health`, { signal: AbortSignal.timeout(TIMEOUT_MS) });
  const { status, checks } = HealthSchema.parse(await response.json());
  const toFinding = (name: string, is: 'ok' | 'degraded' | 'down', text: string): Finding => ({
    name,
    state: is === 'ok' ? 'ok' : 'bad',
    text,
  });
  return [
    toFinding('web-server', status, status),
    ...Object.entries(checks).map(([name, check]) =>
      toFinding(
        name,
        check.status,
        `${check.status}, ${Math.round(check.ms)} ms${check.error ? `: ${check.error}` : ''}`,
      ),
    ),
  ];
}

async function processesOf({ prometheus }: StackPlace): Promise<Finding[]> {
  const samples = await promqlClient(prometheus).now(UP.name);
  return samples
    .map(({ labels, value }): Finding => {
      const name = `${labels.job} ${labels.instance}`;
      return value === 1 ? { name, state: 'ok', text: 'up' } : { name, state: 'bad', text: 'does not answer' };
    })
    .toSorted((one, other) => one.name.localeCompare(other.name));
}

/** The figures that matter, each beside the bound above which it is told as bad. */
export async function lookAtFigures(
  { prometheus }: StackPlace,
  figures: readonly Figure[] = FIGURES,
): Promise<Section> {
  const client = promqlClient(prometheus);
  const findings = await Promise.all(
    figures.map(({ name, expr, worst, show }) =>
      finding(name, async () => {
        const [sample] = await client.now(expr.promql);
        if (sample === undefined || Number.isNaN(sample.value)) return { state: 'ok', text: 'nothing happened' };
        return { state: worst !== undefined && sample.value > worst ? 'bad' : 'ok', text: show(sample.value) };
      }),
    ),
  );
  return { title: 'Key metrics', findings };
}

/** The most frequent errors and the slowest operations of the logs, as `ballast logs analyze` prints them. */
export async function readLogs(place: StackPlace, json: boolean): Promise<string> {
  const ballast = join(place.root, 'scripts/ballast');
  const words = ['logs', 'analyze', '--top', '5', ...(json ? ['--json'] : [])];
  const options = { maxBuffer: MAX_LOG_BYTES };
  if (place.stack === 'native') {
    const files = globSync(`{${EXPORTERS.join()}}.log`, { cwd: place.logs });
    return (await run(ballast, [...words, ...files.map((file) => join(place.logs, file))], options)).stdout;
  }
  // First, since nobody would end the analysis's input where there is no docker.
  const { stdout: lines } = await run('docker', ['compose', 'logs', '--no-color', '--no-log-prefix', '--tail', '500'], {
    ...options,
    cwd: place.root,
  });
  const analysis = run(ballast, [...words, '-'], options);
  analysis.child.stdin?.end(lines);
  return (await analysis).stdout;
}
