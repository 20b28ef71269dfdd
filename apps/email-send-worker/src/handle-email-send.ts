import { setTimeout as pause } from 'node:timers/promises';
import { type EmailSendRequestedPayload, type MessageIdentity, SUBJECT } from '@ballast/contracts';
import { EncryptionError } from '@ballast/encryption';
import { type Mail, MailError, type MailTransport } from '@ballast/mail';
import type { HandlerContext, Messaging, Received } from '@ballast/messaging';
import { dead, defer, done, doneWithout, type Outcome, toFailure, unavailable } from '@ballast/reliability';
import { type Logger, withSpan } from '@ballast/telemetry';
import { composeMail, type Sender } from './compose-mail.ts';
import type { Refusal, TakenDelivery } from './delivery.ts';
import type { DeliveryStore, SentMail } from './delivery-store.ts';
import { kindLabel, type MailMetrics, type MailStatus } from './mail-metrics.ts';
import { isDatabaseTrouble, outcomeOfEncryptionError, outcomeOfFailure } from './outcome-of-failure.ts';

export interface EmailSendDependencies extends Sender {
  readonly deliveries: DeliveryStore;
  readonly transport: MailTransport;
  readonly notify: Messaging['notify'];
  readonly metrics: MailMetrics;
  readonly logger: Logger;
}

type Message = Received<EmailSendRequestedPayload>;

/** Longer waits do not belong into a nak; the holder may be done long before its lease is over. */
const MAX_DEFER_MS = 30_000;
const FIRST_MARK_PAUSE_MS = 100;
const MAX_MARK_PAUSE_MS = 2_000;

/**
 * Sends the mail of a delivery, once: it is taken under a lease, sent, and marked. A message that comes again finds it
 * marked or taken. Only between the end of DATA and our commit can a mail go out twice, and then with the same Message-ID.
 */
export function createEmailSendHandler(
  dependencies: EmailSendDependencies,
): (message: Message, context: HandlerContext) => Promise<Outcome> {
  return async (message, context) => {
    try {
      const take = await dependencies.deliveries.take(message.identity);
      if (take.kind !== 'taken') return outcomeOfRefusal(dependencies, message.identity, take);
      return await sendTaken(dependencies, message, take, context.signal);
    } catch (error) {
      if (error instanceof EncryptionError) return outcomeOfSealedAddress(dependencies, message, error);
      return await outcomeOfFailure(error, dependencies.transport);
    }
  };
}

/** A key that is missing is no fault of the mail: it waits until somebody puts the key back, and others go on. */
function outcomeOfSealedAddress(
  { metrics, logger }: EmailSendDependencies,
  { identity, redelivered }: Message,
  error: EncryptionError,
): Outcome {
  const outcome = outcomeOfEncryptionError(error, redelivered);
  const status = outcome.kind === 'dead' ? 'refused' : 'put_off';
  metrics.mails.inc({ status });
  logger.error(
    { err: error, delivery: identity.id, code: error.code, status },
    'the address of a mail cannot be opened',
  );
  return outcome;
}

/** None of them has asked the SMTP server anything. */
function outcomeOfRefusal(
  { metrics, logger }: EmailSendDependencies,
  { id }: MessageIdentity,
  refusal: Refusal,
): Outcome {
  switch (refusal.kind) {
    case 'ended':
      metrics.mails.inc({ status: refusal.status });
      logger.info({ delivery: id, status: refusal.status }, 'mail not sent');
      return doneWithout('smtp');
    case 'over':
    case 'superseded':
      logger.debug({ delivery: id, refusal }, 'nothing left to do');
      return doneWithout('smtp');
    case 'held':
      return defer(
        { code: 'delivery_held', message: 'another worker has a lease on the delivery' },
        Math.min(MAX_DEFER_MS, refusal.leftMs + FIRST_MARK_PAUSE_MS),
      );
    case 'missing':
      return dead('permanent', { code: 'delivery_unknown', message: `there is no delivery ${id}` });
  }
}

async function sendTaken(
  dependencies: EmailSendDependencies,
  message: Message,
  taken: TakenDelivery,
  signal: AbortSignal,
): Promise<Outcome> {
  const { metrics, notify, logger } = dependencies;
  const { delivery } = taken;
  const start = performance.now();
  let mail: Mail;
  let response: string;
  try {
    mail = await composeMail(delivery, dependencies);
    response = await send(dependencies, taken, mail, signal);
    // The clock of the machine that accepted the request may be ahead of ours.
    const waitedMs = Math.max(0, Date.now() - delivery.wantedAt.getTime());
    metrics.timeToMail.observe({ kind: kindLabel(delivery.kind) }, waitedMs / 1_000);
  } catch (error) {
    return await giveBack(dependencies, taken, error);
  }

  const { identity } = message;
  const sent = { identity, messageId: mail.messageId, response, processingTimeMs: performance.now() - start };
  const marked = await markPatiently(dependencies, sent, taken, signal);
  if (marked.kind === 'failed') {
    metrics.mails.inc({ status: 'unknown' });
    logger.error(
      { err: marked.error, delivery: delivery.id },
      'the mail is out but could not be marked: it may go out again',
    );
    return unavailable('mysql', toFailure(marked.error));
  }
  metrics.mails.inc({ status: 'sent' });
  notify(`${SUBJECT.primeCheckEvents}.${delivery.aggregateId}`);
  const fields = {
    delivery: delivery.id,
    kind: delivery.kind,
    attempt: message.attempt,
    ms: Math.round(sent.processingTimeMs),
  };
  if (marked.first) logger.info(fields, 'mail sent');
  else logger.warn(fields, 'mail sent, as it had been before');
  return done;
}

async function send(
  { transport, metrics }: EmailSendDependencies,
  { delivery }: TakenDelivery,
  mail: Mail,
  signal: AbortSignal,
): Promise<string> {
  const attributes = { 'ballast.delivery.id': delivery.id, 'ballast.mail.kind': delivery.kind };
  const stopTimer = metrics.duration.startTimer();
  try {
    const { response } = await withSpan('smtp send', { kind: 'client', attributes }, () =>
      transport.send(mail, { signal }),
    );
    return response;
  } finally {
    stopTimer();
  }
}

/** Frees the delivery for the next try and says what is to become of the message. */
async function giveBack(dependencies: EmailSendDependencies, taken: TakenDelivery, error: unknown): Promise<Outcome> {
  const { deliveries, transport, metrics, logger } = dependencies;
  const { code, message } = toFailure(error);
  const outcome = await outcomeOfFailure(error, transport);
  const status = statusOf(outcome, error);
  metrics.mails.inc({ status });
  logger.warn({ delivery: taken.delivery.id, status, code, reason: message, outcome: outcome.kind }, 'mail not sent');
  try {
    await deliveries.release(taken, { reply: error instanceof MailError ? error.reply : undefined, error: message });
  } catch (releaseError) {
    // Then its lease has to run out: later, but nothing is lost.
    logger.warn({ err: releaseError, delivery: taken.delivery.id }, 'the delivery could not be given back');
  }
  return outcome;
}

function statusOf(outcome: Outcome, error: unknown): MailStatus {
  if (error instanceof MailError && error.afterData) return 'unknown';
  if (outcome.kind === 'unavailable') return 'unavailable';
  return outcome.kind === 'dead' ? 'refused' : 'put_off';
}

type Marked =
  | { readonly kind: 'marked'; readonly first: boolean }
  | { readonly kind: 'failed'; readonly error: unknown };

/** The mail is out: as long as the lease keeps others from sending it again, a database that is away is waited for. */
async function markPatiently(
  { deliveries, logger }: EmailSendDependencies,
  sent: SentMail,
  { leaseEndsAt }: TakenDelivery,
  signal: AbortSignal,
): Promise<Marked> {
  for (let pauseMs = FIRST_MARK_PAUSE_MS; ; pauseMs = Math.min(2 * pauseMs, MAX_MARK_PAUSE_MS)) {
    try {
      return { kind: 'marked', first: await deliveries.markSent(sent) };
    } catch (error) {
      const isTooLate = signal.aborted || performance.now() + pauseMs > leaseEndsAt;
      if (isTooLate || !isDatabaseTrouble(error)) return { kind: 'failed', error };
      logger.warn({ err: error, delivery: sent.identity.id }, 'the mail is out and waits to be marked');
    }
    await pause(pauseMs);
  }
}
