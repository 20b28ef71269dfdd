import { createMessageId, type Mail, renderPrimeCheckResult } from '@ballast/mail';
import type { Delivery } from './delivery.ts';

export interface Sender {
  /** `Name <address>` or an address alone. */
  readonly from: string;
  /** Where the pages are. */
  readonly publicUrl: string;
}

/** Why a delivery cannot be made into a mail, ever. */
export const COMPOSE_ERROR_CODES = ['unknown_kind', 'result_missing'] as const;

export class ComposeError extends Error {
  override readonly name = 'ComposeError';
  readonly code: (typeof COMPOSE_ERROR_CODES)[number];

  constructor(code: ComposeError['code'], message: string) {
    super(message);
    this.code = code;
  }
}

/** The mail for a delivery: the same one, with the same Message-ID, each time. Throws ComposeError. */
export async function composeMail(delivery: Delivery, { from, publicUrl }: Sender): Promise<Mail> {
  if (delivery.kind !== 'prime_check_result') {
    throw new ComposeError('unknown_kind', `there is no mail of the kind ${delivery.kind}`);
  }
  if (delivery.result === undefined) {
    throw new ComposeError('result_missing', `request ${delivery.aggregateId} has no result to tell`);
  }
  const link = `${publicUrl.replace(/\/+$/u, '')}/results/${delivery.aggregateId}`;
  return {
    ...(await renderPrimeCheckResult({ ...delivery.result, link })),
    from,
    to: delivery.recipient,
    messageId: createMessageId(delivery.id, from),
    // RFC 3834: keeps out-of-office notes from answering.
    headers: { 'Auto-Submitted': 'auto-generated' },
  };
}
