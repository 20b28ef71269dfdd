import { randomUUID } from 'node:crypto';
import { PrimeCheckRequested, SUBJECT } from '@ballast/contracts';
import type { DeadLetter, DeadLetterList } from '@ballast/contracts/operators';
import { connectMessaging, type Messaging } from '@ballast/messaging';
import { createLogger } from '@ballast/telemetry';
import { startSmtpSink, until } from '@ballast/testkit';
import { ask } from './operators.ts';
import { signal, untilStarted } from './processes.ts';
import { MAIL_UI_PORT, NATS_PORT, SMTP_PORT, type Stack, WEB_PORT } from './stack.ts';

export const SILENT = createLogger({ service: 'e2e', level: 'silent' });

/** A number that no other test has. */
export function ownNumber(): string {
  return `${1 + Math.floor(Math.random() * 9)}${String(Math.random()).slice(2, 14).padEnd(12, '7')}`;
}

/** Connects to the stack's broker. */
export function connectTo(stack: Stack): Promise<Messaging> {
  return connectMessaging({ servers: [`127.0.0.1:${NATS_PORT + stack.portOffset}`], name: 'e2e', logger: SILENT });
}

/** Puts messages into the stream of requests that no producer of ours would send. */
export async function publishRaw(stack: Stack, bodies: readonly (Uint8Array | string)[]): Promise<void> {
  const messaging = await connectTo(stack);
  try {
    const headers = { traceparent: `00-${randomUUID().replaceAll('-', '')}-00f067aa0ba902b7-01` };
    for (const body of bodies)
      await messaging.publish({ subject: SUBJECT.primeCheck, messageId: randomUUID(), body, headers });
  } finally {
    await messaging.close();
  }
}

/** Messages about a number whose requests are nowhere: each becomes a letter at once, for good. Oldest first. */
export async function lostRequests(stack: Stack, number: string, count: number): Promise<DeadLetter[]> {
  await publishLost(stack, number, count);
  return await untilStored(stack, `payload.number:${number}`, count);
}

/** As `lostRequests`, without a look at what becomes of them. */
export async function publishLost(stack: Stack, number: string, count: number): Promise<void> {
  const requested = () => JSON.stringify(PrimeCheckRequested.build(randomUUID(), { number }, new Date()));
  await publishRaw(stack, Array.from({ length: count }, requested));
}

/** The pending letters that a search finds, oldest first, once there are so many. */
export async function untilStored(stack: Stack, query: string, count: number): Promise<DeadLetter[]> {
  return await until(
    async () => {
      const { items } = await ask<DeadLetterList>(
        stack,
        'ada',
        `GET /api/dlq/messages?status=pending&q=${encodeURIComponent(query)}`,
      );
      return items.length >= count && items.toReversed();
    },
    { timeoutMs: 30_000, everyMs: 100, what: `${count} letters of ${query}` },
  );
}

/**
 * Results whose mails are refused for good, by the status that the mail server says (RFC 3463) and the names it says it of: in
 * the place of the stack's own one stands a server that refuses, until all are dead letters. The own one is back when this
 * resolves.
 */
export async function refusedMails(stack: Stack, namesOf: Readonly<Record<string, readonly string[]>>): Promise<void> {
  const own = signal(stack, 'mail', 'SIGKILL');
  const sink = await until(() => startSmtpSink({ port: SMTP_PORT + stack.portOffset }));
  const refusals = Object.entries(namesOf);
  const statusOf = (to: string) => refusals.find(([, names]) => names.some((name) => to === addressOf(name)))?.[0];
  sink.behave({ kind: 'refuse_recipient', code: 550, says: ({ to }) => `${statusOf(to)} not here` });
  try {
    for (const name of refusals.flatMap(([, names]) => names)) {
      await submit(stack, { number: '97', email: addressOf(name) });
    }
    for (const [status, names] of refusals) await untilStored(stack, refusedWith(status), names.length);
  } finally {
    await sink.stop();
    await untilStarted(stack, 'mail', own);
    await until(async () => (await fetch(stack.url(MAIL_UI_PORT, '/email'))).ok, { timeoutMs: 30_000 });
  }
}

/** The search for letters of mails that were refused with a status. */
export function refusedWith(status: string): string {
  return `message:"550 ${status}"`;
}

export function addressOf(name: string): string {
  return `${name}@example.com`;
}

export async function submit(stack: Stack, body: { number: string; email?: string }): Promise<string> {
  const response = await fetch(stack.url(WEB_PORT, '/prime-check'), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (response.status !== 202) throw new Error(`not accepted: ${response.status} ${await response.text()}`);
  return ((await response.json()) as { id: string }).id;
}
