import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { type SessionDeps, sessionRoutes } from './session.ts';
import { askForLinkRoute } from './users/ask-for-link.ts';
import { createUserRoute } from './users/create.ts';
import { endSessionsRoute } from './users/end-sessions.ts';
import { getUserRoute } from './users/get.ts';
import { logoutRoute } from './users/logout.ts';
import { lookAtLinkRoute } from './users/look-at-link.ts';
import { type RedeemLinkDeps, redeemLinkRoute } from './users/redeem-link.ts';

/** Users, their signing in and out, and the sessions of operators. */
export const accountsRoutes: FastifyPluginAsyncZod<RedeemLinkDeps & SessionDeps> = async (app, deps) => {
  const { accounts, tokens, tokenTtlSeconds, adminKeys, refused } = deps;
  await createUserRoute(app, { accounts });
  await getUserRoute(app, { accounts, refused });
  await askForLinkRoute(app, { accounts });
  await lookAtLinkRoute(app, { accounts });
  await redeemLinkRoute(app, { accounts, tokens, tokenTtlSeconds });
  await logoutRoute(app, { accounts });
  await endSessionsRoute(app, { accounts, refused });
  await sessionRoutes(app, { accounts, adminKeys, refused });
};
