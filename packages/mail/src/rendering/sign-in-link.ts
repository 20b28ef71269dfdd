import { render } from '@react-email/render';
import { createElement as h } from 'react';
import { footerText } from './footer.ts';
import { LetterHtml } from './letter-html.ts';
import type { RenderedMail } from './rendered-mail.ts';
import { wrap } from './wrap.ts';

export interface SignInLink {
  /** The page whose button signs in; an absolute URL. */
  readonly link: string;
  /** How long it is valid from when it was asked for. */
  readonly minutes: number;
  /** Where all mail to this address is stopped; an absolute URL. */
  readonly stopLink: string;
}

const SUBJECT = 'Your link to sign in to Ballast';
const HEADING = 'Sign in to Ballast';
const BUTTON = 'Sign in';
const NOT_YOU =
  'You did not ask for this? Then ignore it: without this link nobody can sign in, and it runs out by itself.';

/** The mail with a link to sign in. Throws a TypeError when the link is no absolute URL. */
export async function renderSignInLink({ link, minutes, stopLink }: SignInLink): Promise<RenderedMail> {
  const { host } = new URL(link);
  const validity = `This link signs you in at ${host}. It works once, and for ${minutes} minutes from when you asked for it.`;
  const reason =
    `You get this mail because somebody typed your address to sign in at ${host}. If you stop all mail, links to sign in stop ` +
    'too, until you allow mail again.';
  const letter = {
    subject: SUBJECT,
    preheader: `It works once, for ${minutes} minutes.`,
    heading: HEADING,
    paragraphs: [validity],
    button: BUTTON,
    link,
    isLinkShown: true,
    closing: NOT_YOU,
    reason,
    stopLink,
  };
  const text = [HEADING, wrap(validity), link, wrap(NOT_YOU), footerText(letter)];
  return { subject: SUBJECT, text: `${text.join('\n\n')}\n`, html: await render(h(LetterHtml, letter)) };
}
