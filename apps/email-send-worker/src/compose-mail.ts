import {
  createMessageId,
  type Mail,
  type RenderedMail,
  renderPrimeCheckResult,
  renderSignInLink,
  renderWelcome,
  stopHeaders,
} from '@ballast/mail';
import type { Delivery } from './delivery.ts';

export interface Sender {
  /** `Name <address>` or an address alone. */
  readonly from: string;
  /** Where the pages are. */
  readonly publicUrl: string;
}

/** Why a delivery cannot be made into a mail, ever. */
export const COMPOSE_ERROR_CODES = ['unknown_kind', 'result_missing', 'recipient_missing', 'link_missing'] as const;

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
  const pages = publicUrl.replace(/\/+$/u, '');
  const stopLink = `${pages}/mail/stop/${delivery.stopToken}`;
  return {
    ...(await render(delivery, pages, stopLink)),
    from,
    to: delivery.recipient,
    messageId: createMessageId(delivery.id, from),
    // RFC 3834: keeps out-of-office notes from answering.
    headers: { 'Auto-Submitted': 'auto-generated', ...stopHeaders(stopLink) },
  };
}

async function render(delivery: Delivery, pages: string, stopLink: string): Promise<RenderedMail> {
  const { kind, aggregateId, result, signInToken, linkMinutes } = delivery;
  switch (kind) {
    case 'prime_check_result': {
      if (result === undefined) {
        throw new ComposeError('result_missing', `request ${aggregateId} has no result to tell`);
      }
      return await renderPrimeCheckResult({ ...result, link: `${pages}/results/${aggregateId}`, stopLink });
    }
    case 'welcome':
      return await renderWelcome({ link: `${pages}/`, stopLink });
    case 'sign_in_link': {
      if (signInToken === undefined || linkMinutes === undefined) {
        throw new ComposeError('link_missing', `the wish to sign in ${aggregateId} has no link`);
      }
      return await renderSignInLink({ link: `${pages}/users/login/${signInToken}`, minutes: linkMinutes, stopLink });
    }
    default:
      throw new ComposeError('unknown_kind', `there is no mail of the kind ${kind}`);
  }
}
