import { SSE_EVENT } from '@ballast/contracts';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import type { SessionStore } from '../../identity/session-store.ts';
import { closeWithSession } from '../../live/close-with-session.ts';
import type { ConnectionLimit } from '../../live/connection-limit.ts';
import type { OperatorFeed } from '../../live/operator-feed.ts';
import { hintStreamResponse, problemResponses } from '../../plugins/response-schemas.ts';

export interface OperatorEventsDeps {
  readonly feed: OperatorFeed;
  readonly connections: ConnectionLimit;
  readonly sessions: SessionStore;
  /** How often it is looked whether a stream's session has ended, in ms. */
  readonly recheckMs: number;
}

/** A hint is some thirty bytes: who has not read so much of them reads nothing any more. */
const MAX_BUFFERED_BYTES = 16 * 1024;

/** `GET /api/events`: what operators should ask for again. The stream ends with its session. */
export const operatorEventsRoute: FastifyPluginAsyncZod<OperatorEventsDeps> = async (
  app,
  { feed, connections, sessions, recheckMs },
) => {
  app.get(
    '/api/events',
    {
      config: { role: 'viewer' },
      sse: 'only',
      exposeHeadRoute: false,
      schema: {
        summary: 'What has changed for operators (server-sent events): hints, without the state itself',
        tags: ['system'],
        response: { 200: hintStreamResponse, ...problemResponses(406, 503) },
      },
    },
    async (request, { raw, sse }) => {
      const stream = { close: () => sse.close() };
      const release = connections.take(stream, request);
      const unfollow = feed.follow((what) => {
        if (!sse.isConnected) return;
        if (raw.writableLength > MAX_BUFFERED_BYTES) raw.destroy();
        // A write that fails is a connection that closed, and closing has a listener of its own.
        else sse.send({ event: SSE_EVENT.changed, data: { what } }).catch(() => undefined);
      });
      const unwatch = closeWithSession(stream, request.operator?.sessionId, sessions, recheckMs);
      const leave = () => {
        unwatch();
        unfollow();
        release();
      };
      if (!sse.isConnected) {
        leave();
        return;
      }
      sse.onClose(leave);
      sse.keepAlive();
      sse.sendHeaders();
      // Node keeps the head back until the first byte of the body.
      raw.flushHeaders();
    },
  );
};
