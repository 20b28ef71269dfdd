import { existsSync } from 'node:fs';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';

/** Pages that the web client draws; each is the same document. */
const PAGES = ['/', '/results/:id'] as const;

/** Serves the built web client from a folder. Assets carry a hash in their names and may be kept for ever. */
export async function registerWebClient(app: FastifyInstance, folder: string): Promise<void> {
  const built = existsSync(join(folder, 'index.html'));
  if (built) {
    await app.register(fastifyStatic, {
      root: folder,
      index: false,
      wildcard: false,
      setHeaders: (reply, path) => {
        reply.header('cache-control', path.includes('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache');
      },
    });
  }
  for (const page of PAGES) {
    app.get(page, { config: { sameForAll: true }, schema: { hide: true } }, async (_request, reply) => {
      if (built) return reply.sendFile('index.html');
      return reply
        .code(503)
        .type('text/plain; charset=utf-8')
        .send('The web client is not built. Run: pnpm --filter @ballast/web-client build\n');
    });
  }
}
