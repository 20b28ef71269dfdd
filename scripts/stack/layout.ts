import { join, resolve } from 'node:path';

/** Where the stack keeps what it makes: all of it below one folder, so that deleting that folder resets everything. */
export interface Layout {
  root: string;
  folder: string;
  statePath: string;
  secretsPath: string;
  data: (server: string) => string;
  log: (process: string) => string;
  /** Where Node keeps compiled code between starts: half of a process's start is compiling. */
  compileCache: string;
}

/** `BALLAST_DIR` moves the folder away from `.ballast`, so that one clone can hold several sets of data. */
export function layoutOf(root: string, env: NodeJS.ProcessEnv): Layout {
  const folder = resolve(root, env.BALLAST_DIR || '.ballast');
  return {
    root,
    folder,
    statePath: join(folder, 'run', 'state.json'),
    secretsPath: join(folder, 'secrets'),
    data: (server) => join(folder, 'data', server),
    log: (process) => join(folder, 'logs', `${process}.log`),
    compileCache: join(folder, 'cache', 'compiled'),
  };
}
