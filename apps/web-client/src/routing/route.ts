/**
 * The pages there are; the server answers each of their addresses with this document. Mails link to `/results/<id>`,
 * `/users/login/<token>` and `/mail/stop/<token>`.
 */
export type Route =
  | { readonly page: 'check' }
  | { readonly page: 'result'; readonly id: string }
  | { readonly page: 'sign-in' }
  | { readonly page: 'account' }
  | { readonly page: 'sign-in-link'; readonly token: string }
  | { readonly page: 'mail-stop'; readonly token: string }
  | { readonly page: 'none' }
  | OperatorsRoute;

/** The operators' pages, whose code is loaded when one of them is opened. */
export type OperatorsRoute =
  | { readonly page: 'dead-letters' }
  | { readonly page: 'jobs' }
  | { readonly page: 'job'; readonly id: string }
  | { readonly page: 'rules' }
  | { readonly page: 'audit' }
  | { readonly page: 'status' }
  | { readonly page: 'limits' };

const FOR_OPERATORS: ReadonlySet<string> = new Set<OperatorsRoute['page']>([
  'dead-letters',
  'jobs',
  'job',
  'rules',
  'audit',
  'status',
  'limits',
]);

export function isForOperators(route: Route): route is OperatorsRoute {
  return FOR_OPERATORS.has(route.page);
}

const PLAIN: Readonly<Record<string, Route>> = {
  '': { page: 'check' },
  '/sign-in': { page: 'sign-in' },
  '/account': { page: 'account' },
  '/dlq/dashboard': { page: 'dead-letters' },
  '/dlq/jobs': { page: 'jobs' },
  '/dlq/rules': { page: 'rules' },
  '/dlq/audit': { page: 'audit' },
  '/status': { page: 'status' },
  '/limits': { page: 'limits' },
};
const WITH_PART: readonly (readonly [pattern: RegExp, route: (part: string) => Route])[] = [
  [/^\/results\/([^/]+)$/u, (id) => ({ page: 'result', id })],
  [/^\/dlq\/jobs\/([^/]+)$/u, (id) => ({ page: 'job', id })],
  [/^\/users\/login\/([^/]+)$/u, (token) => ({ page: 'sign-in-link', token })],
  [/^\/mail\/stop\/([^/]+)$/u, (token) => ({ page: 'mail-stop', token })],
];

export function parseRoute(address: string): Route {
  const path = address.endsWith('/') ? address.slice(0, -1) : address;
  const plain = Object.hasOwn(PLAIN, path) ? PLAIN[path] : undefined;
  if (plain !== undefined) return plain;
  for (const [pattern, route] of WITH_PART) {
    const part = pattern.exec(path)?.[1];
    if (part !== undefined) return route(safeDecode(part));
  }
  return { page: 'none' };
}

/** Every page that some address leads to. */
export function listPages(): ReadonlySet<Route['page']> {
  const withPart = WITH_PART.map(([, route]) => route('').page);
  return new Set([...Object.values(PLAIN).map(({ page }) => page), ...withPart, 'none']);
}

export function resultPath(id: string): string {
  return `/results/${encodeURIComponent(id)}`;
}

export function jobPath(id: string): string {
  return `/dlq/jobs/${encodeURIComponent(id)}`;
}

/** A stray `%` in a typed address is no reason to fail: it names a result that does not exist. */
function safeDecode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
