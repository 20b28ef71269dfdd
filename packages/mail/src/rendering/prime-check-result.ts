import { render } from '@react-email/render';
import { createElement as h } from 'react';
import { explainCertainty } from './certainty.ts';
import { shortenDigits } from './digits.ts';
import type { PrimeCheckResult, PrimeCheckResultContent } from './prime-check-result-content.ts';
import { PrimeCheckResultHtml } from './prime-check-result-html.ts';
import { primeCheckResultText } from './prime-check-result-text.ts';
import type { RenderedMail } from './rendered-mail.ts';

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
    reason:
      `You get this mail because somebody asked ${new URL(result.link).host} to check this number and to send the ` +
      'result to your address. It is the only mail about it. If it was not you, there is nothing to do.',
  };
}
