import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { ownerOf, sessionOf } from '../identity/caller.ts';
import type { SessionStore } from '../identity/session-store.ts';
import type { ChangeFeed } from '../live/change-feed.ts';
import { closeWithSession } from '../live/close-with-session.ts';
import type { ConnectionLimit } from '../live/connection-limit.ts';
import { EventStream } from '../live/event-stream.ts';
import { eventStreamResponse, problemResponses } from '../plugins/response-schemas.ts';
import { FOR_USERS_TOO } from '../plugins/security-schemes.ts';

export interface EventsDeps {
  readonly feed: ChangeFeed;
  readonly connections: ConnectionLimit;
  readonly sessions: SessionStore;
  /** How often it is looked whether a stream's session has ended, in ms. */
  readonly recheckMs: number;
}

const LastEventIdSchema = z.object({
  'last-event-id': z
    .string()
    .optional()
    .describe('The id of the last event that was seen: what was missed since comes first'),
});

/**
 * `GET /events`: every change of a user's or a service's own requests, or else of those that belong to nobody; with
 * `Last-Event-ID`, what was missed comes first. The stream ends with its session.
 */
export const eventsRoute: FastifyPluginAsyncZod<EventsDeps> = async (
  app,
  { feed, connections, sessions, recheckMs },
) => {
  app.get(
    '/events',
    {
      sse: 'only',
      // An answer to HEAD would be a stream without end that says nothing.
      exposeHeadRoute: false,
      schema: {
        summary: 'Live state of all requests of a user, or of nobody (server-sent events)',
        security: FOR_USERS_TOO,
        tags: ['live'],
        headers: LastEventIdSchema,
        response: { 200: eventStreamResponse, ...problemResponses(406, 503) },
      },
    },
    async (request, reply) => {
      const owner = ownerOf(request.caller);
      const stream = new EventStream(reply);
      const release = connections.take(stream, request);
      const unfollow = feed.followAll(owner, (item) => stream.push(item));
      const unwatch = closeWithSession(stream, sessionOf(request.caller), sessions, recheckMs);
      const leave = () => {
        unwatch();
        unfollow();
        release();
      };
      try {
        const { lastEventId } = reply.sse;
        stream.start(lastEventId === null ? [] : await feed.since(owner, lastEventId), leave);
      } catch (error) {
        leave();
        throw error;
      }
    },
  );
};
