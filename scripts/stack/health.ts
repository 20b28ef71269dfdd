import { probeServer, type ServerName } from '@ballast/native-stack';
import { isAlive } from './process-identity.ts';
import type { ProcessState } from './state-file.ts';

const TIMEOUT_MS = 3_000;

/** Resolves when the app on this port answers `/readyz` with 200. @throws Error otherwise. */
export async function expectReady(port: number): Promise<void> {
  const response = await fetch(`http://127.0.0.1:${port}/readyz`, { signal: AbortSignal.timeout(TIMEOUT_MS) });
  await response.body?.cancel();
  if (response.status !== 200) throw new Error(`/readyz answered ${response.status}`);
}

/** True when the process runs and answers: a server in its protocol, an app by being ready. Never rejects. */
export async function isHealthy(state: ProcessState): Promise<boolean> {
  if (state.process === null || !isAlive(state.process)) return false;
  const probe =
    state.kind === 'app' ? expectReady(state.port) : probeServer(state.name as ServerName, state.port, TIMEOUT_MS);
  return probe.then(
    () => true,
    () => false,
  );
}
