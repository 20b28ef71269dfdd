import type { FastifyContextConfig } from 'fastify';

export const UNMATCHED = 'unmatched';

/**
 * What a route is called in metrics: by its template, never by a path, which a stranger could make up without end. Pages,
 * the files of a page, the description and each area of the API below `/api` are one each: with one name for each of theirs
 * the series would be more than a process should have.
 *
 * @param template `undefined` for what is no route
 */
export function routeLabel(template: string | undefined, config: FastifyContextConfig | undefined): string {
  if (template === undefined) return UNMATCHED;
  if (config?.page === true) return 'page';
  if (config?.limit === 'static') return 'file';
  if (template === '/docs' || template.startsWith('/docs/')) return '/docs';
  const [, area] = /^(\/api\/[^/]+)/.exec(template) ?? [];
  return area ?? template;
}
