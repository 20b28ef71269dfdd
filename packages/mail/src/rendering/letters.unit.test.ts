import { expect, test } from 'vitest';
import { renderSignInLink } from './sign-in-link.ts';
import { renderWelcome } from './welcome.ts';

const stopLink = 'https://ballast.example/mail/stop/7f0c1d9e3b5a48628d1e0f2a3b4c5d6e';
const link = 'https://ballast.example/users/login/pX9v0fT3yqk2mB7aWc5dJ1hLrZ8eNuQsGi4oKxVtYbE';

test('the link to sign in says how long it is valid, that it may be ignored, why it came and how to stop it', async () => {
  const mail = await renderSignInLink({ link, minutes: 15, stopLink });
  expect(mail.subject).toBe('Your link to sign in to Ballast');
  expect(mail.subject).not.toContain('pX9v');
  for (const body of [mail.text.replaceAll('\n', ' '), mail.html.replace(/<[^>]*>/gu, '')]) {
    expect(body).toContain('works once, and for 15 minutes');
    expect(body).toContain('You did not ask for this? Then ignore it');
    expect(body).toContain('You get this mail because somebody typed your address to sign in at ballast.example.');
    expect(body).toContain('Stop all mail to this address');
    expect(body).toContain(link);
  }
  expect(mail.text).toContain(`\n${stopLink}\n`);
  expect(mail.text.split('\n').filter((line) => line.length > 72)).toEqual([link]);
  // What an inbox shows beside the subject, on a locked screen too.
  expect(mail.html).toMatch(/data-skip-in-text="true">It works once, for 15 minutes\./u);
});

test('the welcome says why it came, in both bodies', async () => {
  const mail = await renderWelcome({ link: 'https://ballast.example/', stopLink });
  expect(mail.subject).toBe('Welcome to Ballast');
  for (const body of [mail.text.replaceAll('\n', ' '), mail.html.replace(/<[^>]*>/gu, '')]) {
    expect(body).toContain('Welcome to Ballast');
    expect(body).toContain(
      'You get this mail because somebody opened an account at ballast.example with your address.',
    );
  }
});
