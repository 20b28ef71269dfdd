import { mkdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { assertPortFree, findFreePort } from './free-port.ts';
import { type ServerHandle, startServerProcess } from './server-process.ts';

export interface MailOptions {
  /** Holds the mails and the log. */
  dir: string;
  /** SMTP on 127.0.0.1; a free one when not given. */
  port?: number;
  /** The page and its HTTP API on 127.0.0.1; a free one when not given. */
  webPort?: number;
  logPath?: string;
}

export interface MailHandle extends ServerHandle {
  readonly webPort: number;
}

/**
 * Starts MailDev on loopback: an SMTP server that accepts every mail, delivers none, and shows them on a web page
 * (`http://127.0.0.1:<webPort>`, as JSON below `/email`).
 *
 * @throws NativeStackError `port_taken`, `exited` or `not_ready`.
 */
export async function startMail(options: MailOptions): Promise<MailHandle> {
  const dir = resolve(options.dir);
  const port = options.port ?? (await findFreePort());
  const webPort = options.webPort ?? (await findFreePort());
  await assertPortFree(port, 'mail (SMTP)', 'SMTP_PORT');
  await assertPortFree(webPort, 'the mail page', 'MAIL_UI_PORT');
  const { binary, version } = await locateMailDev();
  const mails = join(dir, 'mails');
  await mkdir(mails, { recursive: true });
  const server = await startServerProcess({
    name: 'mail',
    port,
    version,
    command: process.execPath,
    args: [binary, ...flags(port, webPort, mails)],
    logPath: options.logPath ?? join(dir, 'mail.log'),
    readyTimeoutMs: 30_000,
    stopTimeoutMs: 10_000,
  });
  return { ...server, webPort };
}

function flags(port: number, webPort: number, mails: string): string[] {
  return [
    ...['--smtp', String(port), '--ip', '127.0.0.1'],
    ...['--web', String(webPort), '--web-ip', '127.0.0.1'],
    ...['--mail-directory', mails],
    '--silent',
  ];
}

async function locateMailDev(): Promise<{ binary: string; version: string }> {
  const folder = dirname(createRequire(import.meta.url).resolve('maildev/package.json'));
  const manifest: unknown = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
  const version =
    typeof manifest === 'object' && manifest !== null && 'version' in manifest ? String(manifest.version) : 'unknown';
  return { binary: join(folder, 'bin', 'maildev'), version };
}
