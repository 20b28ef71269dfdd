import type { PlainAddresses } from '@ballast/addresses';
import type { Database } from '@ballast/database';
import type { Keyring } from '@ballast/encryption';
import type { Health } from '@ballast/runtime';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import type { RefusedSignIns } from '../identity/refused-sign-ins.ts';
import type { SessionStore } from '../identity/session-store.ts';
import type { Limits } from '../limits/open-limits.ts';
import type { ConnectionLimit } from '../live/connection-limit.ts';
import type { NewsChannel } from '../live/news-channel.ts';
import type { OperatorFeed } from '../live/operator-feed.ts';
import { countLettersRoute } from '../routes/dead-letters/count.ts';
import { discardRoutes } from '../routes/dead-letters/discard.ts';
import { editLetterRoute } from '../routes/dead-letters/edit.ts';
import { getLetterRoute } from '../routes/dead-letters/get.ts';
import { groupsRoutes } from '../routes/dead-letters/groups.ts';
import { listLettersRoute } from '../routes/dead-letters/list.ts';
import { dlqStatsRoute } from '../routes/dead-letters/stats.ts';
import { viewsRoutes } from '../routes/dead-letters/views.ts';
import { rotateKeysRoute } from '../routes/keys/rotate.ts';
import { primeCheckTimelineRoute } from '../routes/prime-check/timeline.ts';
import { controlJobRoutes } from '../routes/redrives/control-job.ts';
import { createJobRoute } from '../routes/redrives/create-job.ts';
import { readJobsRoutes } from '../routes/redrives/read-jobs.ts';
import { reprocessRoute } from '../routes/redrives/reprocess.ts';
import { rulesRoutes } from '../routes/redrives/rules.ts';
import { auditRoutes } from '../routes/system/audit.ts';
import { operatorEventsRoute } from '../routes/system/events.ts';
import { ledgerRoutes } from '../routes/system/ledger.ts';
import { limitsRoutes } from '../routes/system/limits.ts';
import { streamsRoutes } from '../routes/system/streams.ts';
import { systemRoutes } from '../routes/system/system.ts';
import { requireKeys } from './authentication.ts';

export interface OperatorsDeps {
  /** Not the one by which requests are accepted: what is asked here may take long. */
  readonly db: Database;
  readonly news: NewsChannel;
  readonly limits: Limits;
  readonly health: Health;
  readonly plainAddresses: PlainAddresses;
  readonly keyring: Keyring;
  readonly refused: RefusedSignIns;
  readonly feed: OperatorFeed;
  readonly connections: ConnectionLimit;
  readonly sessions: SessionStore;
  /** How often it is looked whether a stream's session has ended, in ms. */
  readonly recheckMs: number;
  /** Where a trace is shown, with `{trace_id}` in it. */
  readonly traceUrlTemplate: string | undefined;
}

/** All routes that need a key, and nothing else. */
export const operatorsRoutes: FastifyPluginAsyncZod<OperatorsDeps> = async (app, deps) => {
  const { db, news, limits, health, plainAddresses, keyring, refused, traceUrlTemplate } = deps;
  const { feed, connections, sessions, recheckMs } = deps;
  requireKeys(app, refused);
  await listLettersRoute(app, { db });
  await countLettersRoute(app, { db });
  await getLetterRoute(app, { db, traceUrlTemplate });
  await primeCheckTimelineRoute(app, { db });
  await groupsRoutes(app, { db });
  await dlqStatsRoute(app, { db });
  await viewsRoutes(app, { db });
  await editLetterRoute(app, { db });
  await discardRoutes(app, { db });
  await reprocessRoute(app, { db });
  await createJobRoute(app, { db });
  await readJobsRoutes(app, { db });
  await controlJobRoutes(app, { db });
  await rulesRoutes(app, { db });
  await auditRoutes(app, { db });
  await ledgerRoutes(app, { db, news });
  await limitsRoutes(app, { db, limits });
  await streamsRoutes(app, { db, news });
  await systemRoutes(app, { db, news, health, plainAddresses });
  await operatorEventsRoute(app, { feed, connections, sessions, recheckMs });
  await rotateKeysRoute(app, { db, keyring });
};
