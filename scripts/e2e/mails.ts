import { MAIL_UI_PORT, type Stack } from './stack.ts';

/** A mail as MailDev tells of it. */
export interface Mail {
  readonly subject: string;
  readonly text: string;
  readonly to: readonly { readonly address: string }[];
  readonly messageId?: string;
}

/** What was sent to an address so far. */
export async function mailsTo(stack: Stack, address: string): Promise<Mail[]> {
  const mails = (await (await fetch(stack.url(MAIL_UI_PORT, '/email'))).json()) as Mail[];
  return mails.filter((mail) => mail.to.some((one) => one.address === address));
}
