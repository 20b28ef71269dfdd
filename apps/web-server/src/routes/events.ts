import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { ChangeFeed } from '../live/change-feed.ts';
import type { ConnectionLimit } from '../live/connection-limit.ts';
import { EventStream } from '../live/event-stream.ts';
import { eventStreamResponse, problemResponses } from '../plugins/response-schemas.ts';

export interface EventsDeps {
  readonly feed: ChangeFeed;
  readonly connections: ConnectionLimit;
}

const LastEventIdSchema = z.object({
  'last-event-id': z
    .string()
    .optional()
    .describe('The id of the last event that was seen: what was missed since comes first'),
});

/** `GET /events`: every change of every request; with `Last-Event-ID`, what was missed comes first. */
export const eventsRoute: FastifyPluginAsyncZod<EventsDeps> = async (app, { feed, connections }) => {
  app.get(
    '/events',
    {
      sse: 'only',
      // An answer to HEAD would be a stream without end that says nothing.
      exposeHeadRoute: false,
      schema: {
        summary: 'Live state of all requests (server-sent events)',
        tags: ['live'],
        headers: LastEventIdSchema,
        response: { 200: eventStreamResponse, ...problemResponses(406, 503) },
      },
    },
    async (_request, reply) => {
      const stream = new EventStream(reply);
      const release = connections.take(stream);
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
