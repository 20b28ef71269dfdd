import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';

export interface Recorder {
  readonly url: string;
  /** The JSON bodies that were posted to a path, oldest first. */
  posted<Body>(path: string): readonly Body[];
  close(): Promise<void>;
}

/** An HTTP server on loopback that takes whatever is posted, as Slack and PagerDuty would. */
export async function startRecorder(): Promise<Recorder> {
  const bodies: { path: string; body: unknown }[] = [];
  const server = createServer((request, response) => {
    json(request).then(
      (body) => {
        bodies.push({ path: request.url ?? '', body });
        // PagerDuty's word for "taken"; Slack takes any 2xx.
        response.writeHead(202).end('ok');
      },
      () => response.writeHead(400).end(),
    );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    posted: <Body>(path: string) => bodies.filter((one) => one.path === path).map(({ body }) => body as Body),
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
