import { type IncomingHttpHeaders, request } from 'node:http';
import { expect, it } from 'vitest';
import { freshStack, WEB_PORT } from './stack.ts';

const stack = freshStack();

it('the stack limits visitors without any setting, by limits kept in its own Redis', async () => {
  const answers = [];
  for (let n = 0; n < 40; n += 1) answers.push(await askFromElsewhere('/prime-check'));
  expect(answers[0]).toMatchObject({ status: 200, headers: { 'x-ratelimit-limit': '30' } });
  const refused = answers.find(({ status }) => status === 429);
  expect(refused?.headers).toMatchObject({
    'x-ratelimit-policy': 'prime-check-list-per-ip',
    'retry-after': expect.stringMatching(/^[1-9]/),
  });
  const health = await (await fetch(stack.url(WEB_PORT, '/health'))).json();
  expect(health).toMatchObject({ checks: { redis: { status: 'ok' } } });
});

/** From a loopback address that the tests' whitelist does not name. */
function askFromElsewhere(path: string): Promise<{ status: number | undefined; headers: IncomingHttpHeaders }> {
  return new Promise((resolve, reject) => {
    const asked = request(stack.url(WEB_PORT, path), { localAddress: '127.0.0.2' }, (response) => {
      response.resume();
      response.once('end', () => resolve({ status: response.statusCode, headers: response.headers }));
    });
    asked.once('error', reject).end();
  });
}
