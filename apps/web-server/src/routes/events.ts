import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import type { ChangeFeed } from '../live/change-feed.ts';
import type { ConnectionLimit } from '../live/connection-limit.ts';
import { EventStream } from '../live/event-stream.ts';

export interface EventsDeps {
  readonly feed: ChangeFeed;
  readonly connections: ConnectionLimit;
}

/** `GET /events`: every change of every request; with `Last-Event-ID`, what was missed comes first. */
export const eventsRoute: FastifyPluginAsyncZod<EventsDeps> = async (app, { feed, connections }) => {
  app.get(
    '/events',
    { sse: 'only', schema: { summary: 'Live state of all requests (server-sent events)' } },
    async (_request, reply) => {
      const release = connections.take();
      const stream = new EventStream(reply);
      const unfollow = feed.followAll((item) => stream.push(item));
      const leave = () => {
        unfollow();
        release();
      };
      try {
        const { lastEventId } = reply.sse;
        stream.start(lastEventId === null ? [] : await feed.since(lastEventId), leave);
      } catch (error) {
        leave();
        throw error;
      }
    },
  );
};
