import type { FastifyInstance } from 'fastify';

/** Remembers each route as it is added, and tells which methods a path has: Fastify itself answers 404 for a wrong one. */
export function allowedMethods(app: FastifyInstance): (path: string) => string[] {
  const routes = new Map<string, { pattern: RegExp; methods: Set<string> }>();
  app.addHook('onRoute', (route) => {
    if (route.url.includes('*')) return;
    const known = routes.get(route.url) ?? { pattern: toPattern(route.url), methods: new Set<string>() };
    for (const method of [route.method].flat()) known.methods.add(method);
    routes.set(route.url, known);
  });
  return (path) => [
    ...new Set([...routes.values()].filter(({ pattern }) => pattern.test(path)).flatMap(({ methods }) => [...methods])),
  ];
}

function toPattern(url: string): RegExp {
  const source = url
    .split('/')
    .map((part) => {
      // A parameter may say what it looks like: `:id([0-9]+)`.
      if (part.startsWith(':')) return /^:\w+(\(.*\))$/.exec(part)?.[1] ?? '[^/]+';
      return part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
    })
    .join('/');
  return new RegExp(`^${source}$`);
}
