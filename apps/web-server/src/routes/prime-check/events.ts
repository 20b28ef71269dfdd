import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import type { ChangeFeed } from '../../live/change-feed.ts';
import type { ConnectionLimit } from '../../live/connection-limit.ts';
import { EventStream } from '../../live/event-stream.ts';
import { eventStreamResponse, problemResponses } from '../../plugins/response-schemas.ts';
import { assertFindable, IdParamsSchema, noSuchRequest } from './id-params.ts';

export interface PrimeCheckEventsDeps {
  readonly feed: ChangeFeed;
  readonly connections: ConnectionLimit;
}

/** `GET /prime-check/:id/events`: the request's state now, and again at each change. */
export const primeCheckEventsRoute: FastifyPluginAsyncZod<PrimeCheckEventsDeps> = async (app, deps) => {
  const { feed, connections } = deps;
  app.get(
    '/prime-check/:id/events',
    {
      sse: 'only',
      // An answer to HEAD would be a stream without end that says nothing.
      exposeHeadRoute: false,
      schema: {
        summary: 'Live state of one request (server-sent events)',
        tags: ['live'],
        params: IdParamsSchema,
        response: { 200: eventStreamResponse, ...problemResponses(404, 406, 503) },
      },
    },
    async (request, reply) => {
      const { id } = request.params;
      assertFindable(id);
      const stream = new EventStream(reply);
      const release = connections.take(stream, request);
      // Followed before it is read: a change between the two is told twice, never missed.
      const unfollow = feed.follow(id, (change) => stream.push({ kind: 'change', change }));
      const leave = () => {
        unfollow();
        release();
      };
      try {
        const change = await feed.read(id);
        if (change === undefined) throw noSuchRequest();
        stream.start([{ kind: 'change', change }], leave);
      } catch (error) {
        leave();
        throw error;
      }
    },
  );
};
