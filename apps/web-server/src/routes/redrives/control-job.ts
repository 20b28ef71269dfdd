import { JobControlBodySchema, RedriveJobSchema } from '@ballast/contracts/operators';
import type { Database } from '@ballast/database';
import { cancelJob, pauseJob, resumeJob } from '@ballast/dead-letters';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { actorOf } from '../../operators/authentication.ts';
import { problemResponses } from '../../plugins/response-schemas.ts';

const CONTROLS = [
  { verb: 'pause', act: pauseJob, summary: 'Pause a redrive job: nothing is sent after the answer' },
  { verb: 'resume', act: resumeJob, summary: 'Go on with a redrive job that was paused or stopped by itself' },
  { verb: 'cancel', act: cancelJob, summary: 'Cancel a redrive job: what is not sent stays a pending letter' },
] as const;

/** `POST /api/dlq/jobs/:id/{pause,resume,cancel}`. */
export const controlJobRoutes: FastifyPluginAsyncZod<{ db: Database }> = async (app, { db }) => {
  for (const { verb, act, summary } of CONTROLS) {
    app.post(
      `/api/dlq/jobs/:id/${verb}`,
      {
        config: { role: 'operator' },
        schema: {
          summary,
          tags: ['redrives'],
          params: z.object({ id: z.string().toLowerCase() }),
          body: JobControlBodySchema.nullish(),
          response: { 200: RedriveJobSchema, ...problemResponses(400, 404, 409, 415) },
        },
      },
      (request) => act(db, request.params.id, { actor: actorOf(request), reason: request.body?.reason }),
    );
  }
};
