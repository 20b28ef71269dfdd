import { describe, expect, test } from 'vitest';
import { renderPrimeCheckResult } from './prime-check-result.ts';
import type { PrimeCheckResult } from './prime-check-result-content.ts';

const base: PrimeCheckResult = {
  number: '18446744073709551557',
  isPrime: true,
  certainty: 'proven',
  link: 'https://ballast.example/?id=1&x=<2>',
  stopLink: 'https://ballast.example/mail/stop/0123456789abcdef',
};
/** What a reader sees and copies of an HTML mail. */
const visible = (html: string) =>
  html
    .replace(/<head>.*<\/head>/su, '')
    .replace(/<div[^>]*display:none.*?<\/div>/su, '')
    .replace(/<[^>]*>/gu, '');

describe('the result mail', () => {
  test('a prime number is told in these words', async () => {
    const mail = await renderPrimeCheckResult(base);
    expect(mail.subject).toBe('Prime Check Result: 18446744073709551557 is Prime!');
    expect(mail.text.split('\n')[0]).toBe('Good news! The number 18446744073709551557 is a prime number.');
    expect(visible(mail.html)).toContain('Good news! The number 18446744073709551557 is a prime number.');
  });

  test('a number that is not prime is told in these words', async () => {
    const mail = await renderPrimeCheckResult({ ...base, number: '18446744073709551556', isPrime: false });
    expect(mail.subject).toBe('Prime Check Result: 18446744073709551556 is not Prime');
    expect(mail.text.split('\n')[0]).toBe('The number 18446744073709551556 is not a prime number.');
    expect(visible(mail.html)).toContain('The number 18446744073709551556 is not a prime number.');
    expect(mail.html).not.toContain('Good news');
  });

  test.each([1, 60, 61, 1000, 10_000])(
    'a number of %i digits: short in the subject, full in both bodies',
    async (n) => {
      const number = '7'.repeat(n);
      const mail = await renderPrimeCheckResult({ ...base, number, isPrime: false });
      expect(mail.subject.length).toBeLessThan(100);
      expect(mail.text).toContain(`The number ${number} is not a prime number.`);
      expect(visible(mail.html)).toContain(number);
      expect(mail.subject.includes(number)).toBe(n <= 60);
      expect(mail.subject.includes('…')).toBe(n > 60);
    },
  );

  test('in the HTML a line can break between groups of three digits and nowhere else', async () => {
    const { html } = await renderPrimeCheckResult({ ...base, number: '1234567' });
    expect(html).toContain(
      '<span class="g">1</span><wbr/><span class="g">234</span><wbr/><span class="g g-last">567</span>',
    );
  });

  test('the link is in both bodies and cannot leave its attribute', async () => {
    const mail = await renderPrimeCheckResult(base);
    expect(mail.text).toContain('See the result: https://ballast.example/?id=1&x=<2>\n');
    expect(mail.html).toContain('href="https://ballast.example/?id=1&amp;x=&lt;2&gt;"');
  });

  test.each([
    [{ number: '1', isPrime: false }, 'begin with 2'],
    [{ isPrime: false }, 'This is certain'],
    [{}, 'This is proven'],
    [{ certainty: 'probable' as const }, 'not proven'],
  ])('%j is explained: %s', async (change, words) => {
    const mail = await renderPrimeCheckResult({ ...base, ...change });
    expect(mail.text).toContain(words);
    expect(visible(mail.html)).toContain(words);
  });

  test('it says why it came, and declares both colour schemes', async () => {
    const mail = await renderPrimeCheckResult(base);
    for (const body of [mail.text.replaceAll('\n', ' '), visible(mail.html)]) {
      expect(body).toContain('You get this mail because somebody asked ballast.example to check this number');
    }
    expect(mail.html).toContain('<meta name="color-scheme" content="light dark"/>');
  });
});
