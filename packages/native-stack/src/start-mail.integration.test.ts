import { mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type MailHandle, startMail } from './start-mail.ts';

let dir: string;
let server: MailHandle | undefined;

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'ballast-mail-'));
});
afterEach(async () => {
  await server?.stop();
  await rm(dir, { recursive: true, force: true });
});

/** One mail by the smallest SMTP dialogue there is: each line is sent when the one before has been answered. */
async function sendMail(port: number, subject: string): Promise<void> {
  const lines = [
    'HELO test',
    'MAIL FROM:<a@example.com>',
    'RCPT TO:<b@example.com>',
    'DATA',
    `Subject: ${subject}\r\n\r\nhello\r\n.`,
    'QUIT',
  ];
  const socket = connect(port, '127.0.0.1');
  for await (const answer of socket) {
    if (/^[45]/.test(String(answer))) throw new Error(String(answer));
    const line = lines.shift();
    if (line !== undefined) socket.write(`${line}\r\n`);
  }
}

test('a mail that was accepted is shown by the page’s API', async () => {
  server = await startMail({ dir });
  await sendMail(server.port, 'seven is prime');
  const mails: unknown = await (await fetch(`http://127.0.0.1:${server.webPort}/email`)).json();
  expect(mails).toMatchObject([{ subject: 'seven is prime' }]);
});
