import { type AuditOutcome, appendAudit } from '@ballast/audit';
import {
  StreamListSchema,
  StreamPurgeAnswerSchema,
  StreamPurgeBodySchema,
  StreamSchema,
} from '@ballast/contracts/operators';
import { type Database, withTransaction } from '@ballast/database';
import { purgeStream } from '@ballast/messaging';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { NewsChannel } from '../../live/news-channel.ts';
import { actorOf } from '../../operators/authentication.ts';
import { ProblemError } from '../../plugins/problem-error.ts';
import { problemResponses } from '../../plugins/response-schemas.ts';
import { readStreams } from '../../system/facts.ts';

const tags = ['system'];
const params = z.object({ name: z.string() });

/** `/api/streams`: what lies in the broker, and a way to empty it. */
export const streamsRoutes: FastifyPluginAsyncZod<{ db: Database; news: NewsChannel }> = async (app, { db, news }) => {
  app.get(
    '/api/streams',
    {
      config: { role: 'viewer' },
      schema: { summary: 'Streams and their consumers', tags, response: { 200: StreamListSchema } },
    },
    async () => ({ items: await readStreams(news.messaging()) }),
  );

  app.get(
    '/api/streams/:name',
    {
      config: { role: 'viewer' },
      schema: {
        summary: 'One stream and its consumers',
        tags,
        params,
        response: { 200: StreamSchema, ...problemResponses(404) },
      },
    },
    (request) => findStream(request.params.name),
  );

  app.post(
    '/api/streams/:name/purge',
    {
      config: { role: 'admin' },
      schema: {
        summary: 'Remove what lies in a stream, for good: only the reconciler can bring it back',
        tags,
        params,
        body: StreamPurgeBodySchema,
        response: { 200: StreamPurgeAnswerSchema, ...problemResponses(400, 404, 409, 413, 415) },
      },
    },
    async (request) => {
      const { name } = request.params;
      const { subject, reason } = request.body;
      const { subjects } = await findStream(name);
      if (subject !== undefined && (subjects.length > 1 || subjects[0] !== subject)) {
        // Servers up to 2.9 forget what is delivered and not acked, also of what such a purge leaves.
        throw new ProblemError(
          'conflict',
          'This stream cannot be purged by this subject: what is being worked on of others would be lost.',
        );
      }
      const tell = (outcome: AuditOutcome, details: Record<string, unknown>) =>
        withTransaction(db, (tx) =>
          appendAudit(tx, [
            {
              actor: actorOf(request),
              act: 'stream.purge',
              targetType: 'stream',
              targetId: name,
              reason,
              outcome,
              details,
            },
          ]),
        );
      // No purge without a trace: what the process does not live to tell, this tells.
      await tell('requested', { subject });
      const tellEnd = (outcome: AuditOutcome, details: Record<string, unknown>) =>
        tell(outcome, details).catch((err: unknown) => {
          request.log.error({ err, stream: name, outcome, ...details }, 'the end of a purge is not in the audit');
        });
      // Whether it happened is not known when it fails. The stream has no other subject, so all of it is meant.
      const purged = await purgeStream(news.messaging(), name).catch(async (error: unknown) => {
        await tellEnd('failed', { subject });
        throw error;
      });
      await tellEnd('done', { subject, purged });
      return { purged };
    },
  );

  async function findStream(name: string) {
    const stream = (await readStreams(news.messaging())).find((one) => one.name === name);
    if (stream === undefined) throw new ProblemError('not_found', 'There is no stream of this name.');
    return stream;
  }
};
