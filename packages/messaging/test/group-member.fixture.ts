// A member of a group for group-deaths.integration.test.ts, started as a process of its own, since it is to be killed. It never
// ends what it has begun, or with KILLER: it dies of the event of that name, and does the others.
import { setTimeout as pause } from 'node:timers/promises';
import { ArticleCreated } from '@ballast/contracts/events';
import { done } from '@ballast/reliability';
import { createLogger, createMetrics } from '@ballast/telemetry';
import { connectMessaging } from '../src/connect.ts';
import { consumeGroup } from '../src/consume-group.ts';
import { on } from '../src/group-options.ts';

const { NATS = '', NAMESPACE, KILLER, WORKER = '', ACK_WAIT_MS } = process.env;
const logger = createLogger({ service: 'member', level: 'warn' });
const messaging = await connectMessaging({ servers: [NATS], name: WORKER, namespace: NAMESPACE, logger });
consumeGroup(messaging, {
  stream: ArticleCreated.stream,
  group: 'tagger',
  concurrency: 4,
  worker: WORKER,
  ackWaitMs: Number(ACK_WAIT_MS),
  logger,
  metrics: createMetrics('member'),
  onActivity: () => undefined,
  handlers: [
    on(ArticleCreated, async ({ identity }) => {
      process.stdout.write(`began ${identity.id}\n`);
      if (KILLER === undefined) return new Promise(() => undefined);
      if (identity.id === KILLER) process.kill(process.pid, 'SIGKILL');
      // So that others are in flight when it dies.
      await pause(50);
      return done;
    }),
  ],
});
