import { setImmediate as nextTurn } from 'node:timers/promises';
import { createMetrics } from '@ballast/telemetry';
import Fastify from 'fastify';
import { expect, test } from 'vitest';
import { registerPressure } from './pressure.ts';

/** Lets nothing else happen for longer than a sample of the loop's delay takes. */
function standStill(): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1_200);
}

test.each([
  [500, 503],
  [60_000, 200],
])(
  'with a bound of %i ms, a loop that stood still for a second is answered %i',
  async (maxEventLoopDelayMs, status) => {
    const app = Fastify();
    await registerPressure(app, { maxEventLoopDelayMs, maxHeapMb: 0, maxRssMb: 0 }, createMetrics('test'));
    app.setErrorHandler((_error, _request, reply) => reply.code(503).send());
    app.get('/', () => 'hello');
    await app.ready();
    try {
      // The first ends in a sample, the second begins with the next one: in that the loop comes round once.
      standStill();
      await nextTurn();
      await nextTurn();
      standStill();
      await nextTurn();
      await nextTurn();
      expect((await app.inject('/')).statusCode).toBe(status);
    } finally {
      await app.close();
    }
  },
);
