import { render } from '@react-email/render';
import { createElement as h } from 'react';
import { footerText } from './footer.ts';
import { LetterHtml } from './letter-html.ts';
import type { RenderedMail } from './rendered-mail.ts';
import { wrap } from './wrap.ts';

export interface Welcome {
  /** Where the pages begin; an absolute URL. */
  readonly link: string;
  /** Where all mail to this address is stopped; an absolute URL. */
  readonly stopLink: string;
}

const SUBJECT = 'Welcome to Ballast';
const BUTTON = 'Check a number';
const PARAGRAPHS = [
  'Your account is ready. There is no password to remember: whenever you sign in, a link is sent to this address, and it is ' +
    'the only key to your account.',
  'Signed in, you find your own numbers and their answers in one place.',
];

/**
 * The mail that greets a new user, without a name: until somebody signs in, whoever opened the account may have typed somebody
 * else's address, and our mail must carry no words of theirs. Throws a TypeError when the link is no absolute URL.
 */
export async function renderWelcome({ link, stopLink }: Welcome): Promise<RenderedMail> {
  const reason =
    `You get this mail because somebody opened an account at ${new URL(link).host} with your address. If it was not you, ` +
    'there is nothing to do: without a link from this mailbox nobody can sign in.';
  const content = { subject: SUBJECT, heading: SUBJECT, paragraphs: PARAGRAPHS, link, reason, stopLink };
  const html = await render(
    h(LetterHtml, { ...content, button: BUTTON, preheader: 'Your account is ready. No password needed.' }),
  );
  const text = [content.heading, ...PARAGRAPHS.map(wrap), `${BUTTON}:\n${link}`, footerText(content)];
  return { subject: SUBJECT, text: `${text.join('\n\n')}\n`, html };
}
