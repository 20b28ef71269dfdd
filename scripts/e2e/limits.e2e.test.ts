import { launchBrowser, startTcpProxy } from '@ballast/testkit';
import { expect, it, onTestFinished } from 'vitest';
import { askFrom } from './ask-from.ts';
import { openPage, submitNumber } from './open-page.ts';
import { freshStack, WEB_PORT } from './stack.ts';

const stack = freshStack();
// Neither is in the tests' whitelist; one is spent by asking for the list.
const STRANGER_ADDRESS = '127.0.0.2';
const VISITOR_ADDRESS = '127.0.0.3';

it('the stack limits visitors without any setting, by limits kept in its own Redis', async () => {
  const answers = [];
  for (let n = 0; n < 40; n += 1) answers.push(await askFrom(stack, STRANGER_ADDRESS, '/prime-check'));
  expect(answers[0]).toMatchObject({ status: 200, headers: { 'x-ratelimit-limit': '30' } });
  const refused = answers.find(({ status }) => status === 429);
  expect(refused?.headers).toMatchObject({
    'x-ratelimit-policy': 'prime-check-list-per-ip',
    'retry-after': expect.stringMatching(/^[1-9]/),
  });
  const health = await (await fetch(stack.url(WEB_PORT, '/health'))).json();
  expect(health).toMatchObject({ checks: { redis: { status: 'ok' } } });
});

it('a visitor over the limit is told how long to wait, and the number is taken by a press when that is over', async () => {
  const browser = await launchBrowser();
  onTestFinished(() => browser.close());
  const proxy = await startTcpProxy({
    host: '127.0.0.1',
    port: WEB_PORT + stack.portOffset,
    localAddress: VISITOR_ADDRESS,
  });
  onTestFinished(() => proxy.close());
  const { page } = await openPage(browser, `http://127.0.0.1:${proxy.port}/`);
  const card = page.getByRole('article');

  // The longest numbers cost half of a minute's limit each; what one of 156 digits costs is there again after 8 s, so the limit
  // is spent without the page, which takes seconds on a busy machine.
  const spent = ['1', '2'].map((first) =>
    fetch(`http://127.0.0.1:${proxy.port}/prime-check`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ number: first.padEnd(1000, '0') }),
    }),
  );
  expect((await Promise.all(spent)).map(({ status }) => status)).toEqual([202, 202]);
  await submitNumber(page, '3'.padEnd(156, '0'));
  await card.getByText('That was a lot in a short time.').waitFor();
  await card.getByText(/Possible in [1-8] s/u).waitFor();
  const again = card.getByRole('button', { name: 'Send again' });
  expect(await again.isDisabled()).toBe(true);
  await expect.poll(() => again.isEnabled()).toBe(true);
  await again.click();
  await card.getByText('It is even, so 2 divides it.').waitFor();
});
