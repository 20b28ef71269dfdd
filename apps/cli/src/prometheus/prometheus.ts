import type { Answer } from '../api/api.ts';
import { type Asked, describeNetworkFault } from '../api/network-fault.ts';
import { pointAt } from '../api/query-fault.ts';
import { readAddress } from '../api/settings.ts';
import { CliError } from '../failures/cli-error.ts';
import { printable } from '../terminal/printable.ts';
import type { QueryResult } from './query-result.ts';

const PROMETHEUS: Asked = {
  name: 'Prometheus',
  start: './scripts/start -d --monitoring',
  variable: 'PROMETHEUS_URL',
};
const DEFAULT_URL = 'http://127.0.0.1:9090';
const TIMEOUT_MS = 30_000;

/** A stretch of time up to now, in seconds. */
export interface Range {
  readonly seconds: number;
  readonly stepSeconds: number;
}

export interface Prometheus {
  /** The value now, or the course over a range. Every failure is a `CliError` that says what to do. */
  query(promql: string, range?: Range): Promise<Answer<QueryResult>>;
}

/** Prometheus' HTTP API: the flag over `PROMETHEUS_URL`. */
export function openPrometheus(flag: string | undefined, env: NodeJS.ProcessEnv): Prometheus {
  const [text, source] =
    flag === undefined ? [env.PROMETHEUS_URL || DEFAULT_URL, 'PROMETHEUS_URL'] : [flag, '--prometheus'];
  const url = readAddress(text, source, DEFAULT_URL);
  return { query: (promql, range) => ask(url, promql, range) };
}

async function ask(url: string, promql: string, range: Range | undefined): Promise<Answer<QueryResult>> {
  // Loaded while the request is under way: the schemas cost as much as all else.
  const schemas = import('./query-result.ts');
  schemas.catch(() => {});
  const response = await fetch(`${url}/api/v1/${range === undefined ? 'query' : 'query_range'}`, {
    method: 'POST',
    body: new URLSearchParams({ query: promql, ...timesOf(range) }),
    signal: AbortSignal.timeout(TIMEOUT_MS),
    redirect: 'error',
  }).catch((error: unknown) => {
    throw describeNetworkFault(error, url, PROMETHEUS);
  });
  const answer = (await schemas).readAnswer(await response.text());
  if (answer.status === 'error') throw describeRefusal(promql, answer.error);
  if (answer.status === 'success') return { value: answer.data, raw: answer.raw };
  throw new CliError(
    'incompatible',
    `${url} answers with status ${response.status}, and not as Prometheus does: check PROMETHEUS_URL.`,
  );
}

function timesOf(range: Range | undefined): Record<string, string> {
  if (range === undefined) return {};
  const end = Date.now() / 1000;
  return { start: String(end - range.seconds), end: String(end), step: String(range.stepSeconds) };
}

// `invalid parameter "query": 1:5: parse error: unexpected end of input`, and Prometheus 3 quotes otherwise; columns count from 1.
function describeRefusal(promql: string, error: string): CliError {
  const [, line, column, why] = /(?:^|: )(\d+):(\d+): parse error: (.*)/s.exec(error) ?? [];
  if (why === undefined) return new CliError('refused', `Prometheus does not answer the query: ${printable(error)}.`);
  const position = line === '1' ? Number(column) - 1 : undefined;
  return new CliError('usage', `the query cannot be read: ${printable(why)}.${pointAt(promql, position)}`);
}
