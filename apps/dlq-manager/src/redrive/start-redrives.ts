import { RedriveRunner, type RedriveRunnerPorts } from '@ballast/dead-letters';
import { type Closable, startLoop } from '@ballast/runtime';

/**
 * Sends what redrive jobs want sent: 20 times a second while there is something to send, else less often. Closed, it gives
 * up the jobs that it holds, so that another instance goes on with them at once.
 */
export function startRedrives(ports: RedriveRunnerPorts, onProgress: () => void): Closable {
  const runner = new RedriveRunner(ports);
  const loop = startLoop({
    name: 'redrives',
    logger: ports.logger,
    runOnce: async () => {
      const pass = await runner.runOnce();
      onProgress();
      return pass;
    },
    intervalMs: ({ nextMs }) => nextMs,
  });
  return {
    close: async () => {
      await loop.stop();
      await runner.close();
    },
  };
}
