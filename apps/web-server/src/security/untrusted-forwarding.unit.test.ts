import fastify from 'fastify';
import { expect, it } from 'vitest';
import { warnOfUntrustedForwarding } from './untrusted-forwarding.ts';

it('a proxy that is not known is told of once, with what to set; one that is known is not', async () => {
  const lines: string[] = [];
  const app = fastify({ logger: { level: 'warn', stream: { write: (line: string) => void lines.push(line) } } });
  warnOfUntrustedForwarding(app, ['192.0.2.0/24']);
  app.get('/', async () => 'ok');
  const from = (remoteAddress: string, headers = {}) => app.inject({ url: '/', remoteAddress, headers });
  const forwarded = { 'x-forwarded-for': '203.0.113.7' };
  await from('192.0.2.9', forwarded);
  await from('198.51.100.1');
  expect(lines).toEqual([]);
  for (let count = 0; count < 3; count += 1) await from('198.51.100.1', forwarded);
  expect(lines).toHaveLength(1);
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({
    peer: '198.51.100.1',
    msg: expect.stringContaining('set TRUSTED_PROXY_CIDRS'),
  });
  await app.close();
});
