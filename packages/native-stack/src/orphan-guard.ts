import { findExecutable } from './find-server-binary.ts';

let setpriv: string | null | undefined;

/**
 * The command that runs `command` so that the kernel ends it (SIGTERM) when the thread that started it dies, even by
 * SIGKILL: a test run or supervisor that is shot leaves no server behind. util-linux' `setpriv` sets this and then becomes
 * the command, so the pid is the command's own. Where it is missing, the command runs unguarded.
 */
export function orphanGuarded(command: string, args: readonly string[]): [string, readonly string[]] {
  setpriv ??= (process.platform === 'linux' && findExecutable(['setpriv'])) || null;
  return setpriv === null ? [command, args] : [setpriv, ['--pdeathsig', 'TERM', '--', command, ...args]];
}
