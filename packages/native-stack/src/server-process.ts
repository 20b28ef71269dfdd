import { awaitReady } from './await-ready.ts';
import { type RunningProcess, startLoggedProcess } from './logged-process.ts';
import { probeServer, type ServerName } from './probe-server.ts';

/** A running server. Start it again on the same folder and port after `stop` or `kill`: its data is kept. */
export interface ServerHandle extends RunningProcess {
  readonly name: ServerName;
  readonly port: number;
  readonly version: string;
}

export interface ServerProcessOptions {
  name: ServerName;
  port: number;
  version: string;
  command: string;
  args: readonly string[];
  logPath: string;
  readyTimeoutMs: number;
  stopTimeoutMs: number;
}

/**
 * Starts a server and resolves when it really answers.
 *
 * @throws NativeStackError `exited` or `not_ready`, with the server's last log lines; nothing is left running.
 */
export async function startServerProcess(options: ServerProcessOptions): Promise<ServerHandle> {
  const { name, port, version } = options;
  const running = await startLoggedProcess({ ...options, env: serverEnvironment() });
  await awaitReady(running, { name, port, probe: () => probeServer(name, port), timeoutMs: options.readyTimeoutMs });
  return { ...running, name, port, version };
}

// The caller's environment may hold secrets, and variables such as MAILDEV_* that the server would obey.
function serverEnvironment(): NodeJS.ProcessEnv {
  const { PATH, HOME, TMPDIR, LD_LIBRARY_PATH } = process.env;
  return {
    LANG: 'C.UTF-8',
    ...(PATH !== undefined && { PATH }),
    ...(HOME !== undefined && { HOME }),
    ...(TMPDIR !== undefined && { TMPDIR }),
    ...(LD_LIBRARY_PATH !== undefined && { LD_LIBRARY_PATH }),
  };
}
