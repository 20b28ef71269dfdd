import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ZodType } from 'zod';

export interface Asked {
  readonly method: string;
  /** With the query, as it was sent. */
  readonly path: string;
  readonly authorization: string | undefined;
  readonly body: unknown;
}

/** What a route answers: a body for 200, or a whole answer. */
export type Reply =
  | { readonly schema: ZodType; readonly body: unknown }
  | { readonly status: number; readonly text: string };

export interface FakeServer {
  readonly url: string;
  /** What was asked, oldest first. */
  readonly asked: readonly Asked[];
  close(): Promise<void>;
}

/**
 * A server that gives prepared answers, for what a real one cannot be brought to say at will. `GET /api/x` names a route;
 * of several answers each is given once and the last one from then on. An answer that its contract would refuse is a
 * mistake of the test.
 */
export async function startFakeServer(
  routes: Readonly<Record<string, Reply | readonly Reply[]>>,
  port = 0,
): Promise<FakeServer> {
  const left = new Map(Object.entries(routes).map(([route, replies]) => [route, [replies].flat()]));
  for (const reply of [...left.values()].flat()) if ('schema' in reply) reply.schema.parse(reply.body);
  const asked: Asked[] = [];
  const server = createServer(async (request, response) => {
    const { method = 'GET', url = '/', headers } = request;
    asked.push({ method, path: url, authorization: headers.authorization, body: await readBody(request) });
    const replies = left.get(`${method} ${url.split('?')[0]}`) ?? [];
    const reply = replies.length > 1 ? replies.shift() : replies[0];
    const [status, text] =
      reply === undefined
        ? [404, NOT_FOUND]
        : 'schema' in reply
          ? [200, JSON.stringify(reply.body)]
          : [reply.status, reply.text];
    response.writeHead(status, { 'content-type': 'application/json' }).end(text);
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

/** A refusal, as web-server gives it. */
export function problem(status: number, code: string, title: string, detail?: string, more: object = {}): Reply {
  return {
    status,
    text: JSON.stringify({
      type: 'about:blank',
      title,
      status,
      code,
      ...(detail === undefined ? {} : { detail }),
      ...more,
    }),
  };
}

const NOT_FOUND = JSON.stringify({
  type: 'about:blank',
  title: 'There is nothing here',
  status: 404,
  code: 'not_found',
});

async function readBody(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  if (chunks.length === 0) return undefined;
  const text = Buffer.concat(chunks).toString('utf8');
  const isForm = request.headers['content-type']?.startsWith('application/x-www-form-urlencoded') === true;
  return isForm ? Object.fromEntries(new URLSearchParams(text)) : JSON.parse(text);
}
