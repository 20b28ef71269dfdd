import { type MailStop, MailStopSchema, StopTokenSchema } from '@ballast/contracts';
import fastifyFormbody from '@fastify/formbody';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { followStopLink, type MailStopDeps } from '../../mail-stops/mail-stops.ts';
import { ProblemError } from '../../plugins/problem-error.ts';
import { problemResponses } from '../../plugins/response-schemas.ts';

const tags = ['mail'];
/** `List-Unsubscribe=One-Click`, and whatever a mail program adds to it. */
const ONE_CLICK_BODY_BYTES = 4 * 1024;
// What cannot be a token cannot be found either: 404, not 400.
const params = z.object({ token: z.string().describe('From the link in the mail') });
const response = { 200: MailStopSchema, ...problemResponses(404, 503) };

/**
 * Stop links: `GET` and `DELETE /api/mail-stops/:token`, and `POST /mail/stop/:token` beside the page that has this address.
 * Whoever has the link may use it, without signing in. Only a POST stops: mail scanners open every link.
 * An old link stops, and allows nothing again.
 */
export const mailStopsRoutes: FastifyPluginAsyncZod<MailStopDeps> = async (app, deps) => {
  app.addHook('onRequest', async (_request, reply) => {
    reply.header('cache-control', 'no-store').header('referrer-policy', 'no-referrer');
  });

  app.get(
    '/api/mail-stops/:token',
    { schema: { summary: 'Whose mail a stop link is about, and whether it is stopped', tags, params, response } },
    async (request) => found(await follow(request.params.token, 'look')),
  );

  app.delete(
    '/api/mail-stops/:token',
    {
      schema: {
        summary: 'Allow mail again that a stop link had stopped',
        tags,
        params,
        response: { ...response, ...problemResponses(403) },
      },
    },
    async (request) => found(await follow(request.params.token, 'allow')),
  );

  // Forms are read here and nowhere else: everywhere else a page of strangers could post one.
  await app.register(async (forms) => {
    await forms.register(fastifyFormbody, { bodyLimit: ONE_CLICK_BODY_BYTES });
    // The other type that RFC 8058 allows. Nothing in it matters: that it was posted is the wish.
    forms.addContentTypeParser(
      'multipart/form-data',
      { parseAs: 'buffer', bodyLimit: ONE_CLICK_BODY_BYTES },
      (_request, _body, done) => done(null, undefined),
    );
    forms.post(
      '/mail/stop/:token',
      {
        config: { limit: 'mail-stop' },
        schema: {
          summary: 'Stop all mail to the recipient of a mail (RFC 8058, one click)',
          tags,
          params,
          response: { ...response, ...problemResponses(400, 413, 415) },
        },
      },
      async (request) => found(await follow((request.params as z.output<typeof params>).token, 'stop')),
    );
  });

  async function follow(token: string, act: 'look' | 'stop' | 'allow'): Promise<MailStop | undefined> {
    return StopTokenSchema.safeParse(token).success ? await followStopLink(deps, token, act) : undefined;
  }
};

function found(stop: MailStop | undefined): MailStop {
  if (stop === undefined) throw new ProblemError('not_found', 'No mail has this link.');
  return stop;
}
