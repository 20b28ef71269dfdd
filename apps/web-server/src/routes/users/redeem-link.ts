import { SignedInSchema } from '@ballast/contracts';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { Accounts } from '../../accounts/accounts.ts';
import { redeemLink } from '../../accounts/redeem-link.ts';
import type { JsonWebTokens } from '../../identity/json-web-token.ts';
import { sessionCookie, setSessionCookie } from '../../identity/session-cookies.ts';
import { problemResponses } from '../../plugins/response-schemas.ts';
import { noSuchLink } from './look-at-link.ts';

export interface RedeemLinkDeps {
  readonly accounts: Accounts;
  readonly tokens: JsonWebTokens;
  readonly tokenTtlSeconds: number;
}

const ParamsSchema = z.object({ token: z.string().describe('From the link in the mail') });

/**
 * `POST /users/login/:token`: signs in by a link. What the mail links to is the page of the same path, whose button asks for
 * this: programs that look at links in mails open them, and press no buttons.
 */
export const redeemLinkRoute: FastifyPluginAsyncZod<RedeemLinkDeps> = async (app, deps) => {
  const { accounts, tokens, tokenTtlSeconds } = deps;
  app.post(
    '/users/login/:token',
    {
      config: { limit: 'redeem', changesCookies: true },
      schema: {
        summary: 'Sign in by a link',
        description: 'Sets the session’s cookie, and answers with a token for the API. A link works once.',
        tags: ['accounts'],
        params: ParamsSchema,
        response: { 200: SignedInSchema, ...problemResponses(403, 404, 415, 503) },
      },
    },
    async (request, reply) => {
      const signIn = await redeemLink(accounts, request.params.token, sessionCookie(request, 'user'));
      if (signIn === undefined) {
        throw noSuchLink();
      }
      const { session, user } = signIn;
      setSessionCookie(reply, session);
      const expiresIn = Math.min(tokenTtlSeconds, session.maxAgeSeconds);
      const token = await tokens.sign({ userId: user.id, sessionId: session.id }, expiresIn);
      return { user, token, token_type: 'Bearer' as const, expires_in: expiresIn };
    },
  );
};
