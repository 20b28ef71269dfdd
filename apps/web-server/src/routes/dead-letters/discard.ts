import { DiscardAnswerSchema, DiscardBodySchema, UndoAnswerSchema, UndoBodySchema } from '@ballast/contracts/operators';
import type { Database } from '@ballast/database';
import { discardLetters, undoDiscard } from '@ballast/dead-letters';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { actorOf } from '../../operators/authentication.ts';
import { ID_LIST_BYTES } from '../../operators/body-limit.ts';
import { selectionOf } from '../../operators/selection-of.ts';
import { problemResponses } from '../../plugins/response-schemas.ts';

const tags = ['dead letters'];

/** `DELETE /api/dlq/discard` and `POST /api/dlq/undo`. */
export const discardRoutes: FastifyPluginAsyncZod<{ db: Database }> = async (app, { db }) => {
  app.delete(
    '/api/dlq/discard',
    {
      config: { role: 'operator' },
      bodyLimit: ID_LIST_BYTES,
      schema: {
        summary: 'Discard pending letters; it can be undone',
        tags,
        body: DiscardBodySchema,
        response: { 200: DiscardAnswerSchema, ...problemResponses(400, 413, 415) },
      },
    },
    (request) =>
      discardLetters(db, {
        selection: selectionOf(request.body),
        actor: actorOf(request),
        reason: request.body.reason,
      }),
  );

  app.post(
    '/api/dlq/undo',
    {
      config: { role: 'operator' },
      bodyLimit: ID_LIST_BYTES,
      schema: {
        summary: 'Take a discard back',
        tags,
        body: UndoBodySchema,
        response: { 200: UndoAnswerSchema, ...problemResponses(400, 404, 413, 415) },
      },
    },
    (request) => {
      const { discard_id, message_ids = [], reason } = request.body;
      const selection = discard_id === undefined ? { ids: message_ids } : { discardId: discard_id };
      return undoDiscard(db, { selection, actor: actorOf(request), reason });
    },
  );
};
