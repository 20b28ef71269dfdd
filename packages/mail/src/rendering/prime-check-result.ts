import type { CERTAINTIES } from '@ballast/contracts';
import { render } from '@react-email/render';
import { createElement as h } from 'react';
import { explainCertainty } from './certainty.ts';
import { shortenDigits } from './digits.ts';
import { PrimeCheckResultHtml } from './prime-check-result-html.ts';
import { primeCheckResultText } from './prime-check-result-text.ts';

export interface PrimeCheckResult {
  /** Decimal digits. */
  readonly number: string;
  readonly isPrime: boolean;
  readonly certainty: (typeof CERTAINTIES)[number];
  /** Where the result can be seen; an absolute URL. */
  readonly link: string;
}

export interface RenderedMail {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/** What both forms of the mail say. */
export interface PrimeCheckResultContent extends PrimeCheckResult {
  readonly subject: string;
  /** The sentence around the number: what comes before it and what comes after. */
  readonly sentence: readonly [before: string, after: string];
  readonly explanation: string;
  readonly footer: string;
}

/** The mail that tells the result of a prime check. Throws a TypeError when the link is no absolute URL. */
export async function renderPrimeCheckResult(result: PrimeCheckResult): Promise<RenderedMail> {
  const content = createContent(result);
  const html = await render(h(PrimeCheckResultHtml, content));
  return { subject: content.subject, text: primeCheckResultText(content), html };
}

function createContent(result: PrimeCheckResult): PrimeCheckResultContent {
  const short = shortenDigits(result.number);
  return {
    ...result,
    subject: `Prime Check Result: ${short} is ${result.isPrime ? 'Prime!' : 'not Prime'}`,
    sentence: result.isPrime
      ? ['Good news! The number ', ' is a prime number.']
      : ['The number ', ' is not a prime number.'],
    explanation: explainCertainty(result),
    footer:
      `You get this mail because somebody asked ${new URL(result.link).host} to check this number and to send the ` +
      'result to your address. It is the only mail about it. If it was not you, there is nothing to do; to get no ' +
      'such mail again, reply to this one and say so.',
  };
}
