import { type IncomingHttpHeaders, request } from 'node:http';
import { type Stack, WEB_PORT } from './stack.ts';

interface Answer {
  readonly status: number | undefined;
  readonly headers: IncomingHttpHeaders;
}

/** Asks from a loopback address of its own, such as `127.0.0.2`: the tests' whitelist does not name it. */
export function askFrom(stack: Stack, localAddress: string, path: string): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const asked = request(stack.url(WEB_PORT, path), { localAddress }, (response) => {
      response.resume();
      response.once('end', () => resolve({ status: response.statusCode, headers: response.headers }));
    });
    asked.once('error', reject).end();
  });
}
