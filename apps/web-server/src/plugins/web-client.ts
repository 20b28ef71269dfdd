import { existsSync } from 'node:fs';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

/** Pages that the web client draws; each is the same document. */
const PAGES = [
  '/',
  '/results/:id',
  '/sign-in',
  '/account',
  '/dlq/dashboard',
  '/dlq/jobs',
  '/dlq/jobs/:id',
  '/dlq/rules',
  '/dlq/audit',
  '/status',
  '/limits',
] as const;

/**
 * Pages whose address is a secret that mails carry. No cache keeps the document under it, and no page that is opened from
 * there learns it. Getting them does nothing: scanners of mail open links before people do.
 */
const SECRET_PAGES = ['/users/login/:token', '/mail/stop/:token'] as const;
const SECRET_HEADERS = { 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' } as const;

/**
 * Serves the built web client from a folder. Assets carry a hash in their names and may be kept for ever. All of it is the
 * same for everybody, so nobody's session is looked up for it; all of it has one limit.
 */
export async function registerWebClient(app: FastifyInstance, folder: string): Promise<void> {
  const built = existsSync(join(folder, 'index.html'));
  await app.register(async (client) => {
    client.addHook('onRoute', (route) => {
      route.config = { ...route.config, sameForAll: true, limit: 'static' };
    });
    if (built) {
      await client.register(fastifyStatic, {
        root: folder,
        index: false,
        wildcard: false,
        setHeaders: (reply, path) => {
          reply.header('cache-control', path.includes('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache');
        },
      });
    }
    registerPages(client, built);
  });
}

function registerPages(client: FastifyInstance, built: boolean): void {
  const answer = (reply: FastifyReply) => {
    if (built) return reply.sendFile('index.html');
    return reply
      .code(503)
      .type('text/plain; charset=utf-8')
      .send('The web client is not built. Run: pnpm --filter @ballast/web-client build\n');
  };
  const options = { config: { page: true }, schema: { hide: true } } as const;
  for (const page of PAGES) client.get(page, options, async (_request, reply) => answer(reply));
  for (const page of SECRET_PAGES) {
    client.get(page, { ...options, onSend: keepSecret }, async (_request, reply) => answer(reply));
  }
}

/** Last of all, so that what serves the file has no say in it. */
async function keepSecret(_request: FastifyRequest, reply: FastifyReply, payload: unknown): Promise<unknown> {
  reply.headers(SECRET_HEADERS);
  return payload;
}
