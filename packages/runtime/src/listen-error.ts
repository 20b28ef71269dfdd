import { RuntimeError } from './runtime-error.ts';

/** Puts a failed listen into one sentence that names the variable to change; `undefined` when the error is another. */
export function explainListenError(error: unknown, variable: string): RuntimeError | undefined {
  if (!(error instanceof Error)) return undefined;
  const { code, syscall, address, port } = error as NodeJS.ErrnoException & { address?: string; port?: number };
  if (syscall !== 'listen') return undefined;
  const where = `port ${port} on ${address}`;
  if (code === 'EADDRINUSE') {
    const message = `${where} is taken by another process: stop it, or set ${variable} to a free port`;
    return new RuntimeError('port_taken', message, { cause: error });
  }
  if (code === 'EACCES') {
    const message = `${where} may not be opened by this user: set ${variable} to a port above 1023`;
    return new RuntimeError('port_forbidden', message, { cause: error });
  }
  return undefined;
}
