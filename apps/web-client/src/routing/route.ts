/** The pages there are. `/results/<id>` is what a result's mail links to; the server answers it with this page. */
export type Route =
  | { readonly page: 'check' }
  | { readonly page: 'result'; readonly id: string }
  | { readonly page: 'none' };

const RESULT_PATH = /^\/results\/([^/]+)\/?$/u;

export function parseRoute(path: string): Route {
  if (path === '/' || path === '') return { page: 'check' };
  const result = RESULT_PATH.exec(path)?.[1];
  return result === undefined ? { page: 'none' } : { page: 'result', id: safeDecode(result) };
}

export function resultPath(id: string): string {
  return `/results/${encodeURIComponent(id)}`;
}

/** A stray `%` in a typed address is no reason to fail: it names a result that does not exist. */
function safeDecode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
