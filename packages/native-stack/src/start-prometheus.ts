import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { findServerBinary } from './find-server-binary.ts';
import { assertPortFree, findFreePort } from './free-port.ts';
import { type ServerHandle, startServerProcess } from './server-process.ts';
import { readServerVersion } from './server-version.ts';

export interface PrometheusOptions {
  /** Holds the series and the log. */
  dir: string;
  /** What it is told to scrape, and its rules; paths in it count from its folder. */
  configPath: string;
  /** On 127.0.0.1; a free one when not given. */
  port?: number;
  /** As people reach it: the links in its alerts begin so. */
  externalUrl?: string;
  /** Pages of its own, below `/consoles`. */
  consolesPath?: string;
  /** Default: 15 days. */
  retention?: string;
  binary?: string;
  logPath?: string;
}

/**
 * Starts Prometheus on loopback, with exemplars stored, so that a point of a picture leads to its trace. `POST /-/reload`
 * reads the configuration again.
 *
 * @throws NativeStackError of any code but `data_incompatible` and `initialise_failed`.
 */
export async function startPrometheus(options: PrometheusOptions): Promise<ServerHandle> {
  const dir = resolve(options.dir);
  const port = options.port ?? (await findFreePort());
  await assertPortFree(port, 'prometheus', 'PROMETHEUS_PORT');
  const binary = options.binary ?? findServerBinary('prometheus');
  const { version } = await readServerVersion(binary);
  await mkdir(dir, { recursive: true });
  return startServerProcess({
    name: 'prometheus',
    port,
    version,
    command: binary,
    args: flags(dir, port, options),
    logPath: options.logPath ?? join(dir, 'prometheus.log'),
    readyTimeoutMs: 30_000,
    stopTimeoutMs: 10_000,
  });
}

function flags(dir: string, port: number, options: PrometheusOptions): string[] {
  const { externalUrl, consolesPath, retention = '15d' } = options;
  return [
    `--config.file=${resolve(options.configPath)}`,
    `--storage.tsdb.path=${join(dir, 'data')}`,
    `--storage.tsdb.retention.time=${retention}`,
    `--web.listen-address=127.0.0.1:${port}`,
    '--web.enable-lifecycle',
    '--enable-feature=exemplar-storage',
    ...(externalUrl === undefined ? [] : [`--web.external-url=${externalUrl}`]),
    ...(consolesPath === undefined ? [] : [`--web.console.templates=${resolve(consolesPath)}`]),
  ];
}
