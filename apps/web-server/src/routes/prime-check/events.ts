import type { Database } from '@ballast/database';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { type ChangeFeed, toChange } from '../../live/change-feed.ts';
import type { ConnectionLimit } from '../../live/connection-limit.ts';
import { EventStream } from '../../live/event-stream.ts';
import { readPrimeCheck } from '../../prime-checks/read-prime-checks.ts';
import { assertFindable, IdParamsSchema, noSuchRequest } from './id-params.ts';

export interface PrimeCheckEventsDeps {
  readonly db: Database;
  readonly feed: ChangeFeed;
  readonly connections: ConnectionLimit;
}

/** `GET /prime-check/:id/events`: the request's state now, and again at each change. */
export const primeCheckEventsRoute: FastifyPluginAsyncZod<PrimeCheckEventsDeps> = async (app, deps) => {
  const { db, feed, connections } = deps;
  app.get(
    '/prime-check/:id/events',
    { sse: 'only', schema: { summary: 'Live state of one request (server-sent events)', params: IdParamsSchema } },
    async (request, reply) => {
      const { id } = request.params;
      assertFindable(id);
      const release = connections.take();
      const stream = new EventStream(reply);
      // Followed before it is read: a change between the two is told twice, never missed.
      const unfollow = feed.follow(id, (change) => stream.push({ kind: 'change', change }));
      const leave = () => {
        unfollow();
        release();
      };
      try {
        const row = await readPrimeCheck(db, id);
        if (row === undefined) throw noSuchRequest();
        stream.start([{ kind: 'change', change: toChange(row) }], leave);
      } catch (error) {
        leave();
        throw error;
      }
    },
  );
};
