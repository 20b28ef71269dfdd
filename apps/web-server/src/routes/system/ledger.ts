import { LedgerSchema, LedgerVerificationSchema } from '@ballast/contracts/operators';
import type { Database } from '@ballast/database';
import { readLedger, verifyLedger } from '@ballast/ledger';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import type { NewsChannel } from '../../live/news-channel.ts';
import { singleFlight, untilGone } from '../../operators/single-flight.ts';
import { problemResponses } from '../../plugins/response-schemas.ts';

const tags = ['system'];
/** An answer has to be there before the client (30 s) gives up waiting; what is under way then may take some seconds more. */
const VERIFY_MS = 20_000;

/** `GET /api/ledger`, from the counters, and `GET /api/ledger/verify`, from the evidence. */
export const ledgerRoutes: FastifyPluginAsyncZod<{ db: Database; news: NewsChannel }> = async (app, { db, news }) => {
  const verify = singleFlight((signal) => verifyLedger(db, news.messaging(), { deadlineMs: VERIFY_MS, signal }));

  app.get(
    '/api/ledger',
    {
      config: { role: 'viewer', openToThisMachine: true },
      schema: { summary: 'Whether everything accepted is accounted for', tags, response: { 200: LedgerSchema } },
    },
    () => readLedger(db),
  );

  app.get(
    '/api/ledger/verify',
    {
      config: { role: 'viewer' },
      exposeHeadRoute: false,
      schema: {
        summary: 'The evidence, looked at now: names each request that nothing will move',
        tags,
        response: { 200: LedgerVerificationSchema, ...problemResponses(503) },
      },
    },
    (_request, reply) => verify(untilGone(reply)),
  );
};
