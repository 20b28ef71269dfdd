import { renderPrimeCheckResult, renderSignInLink, renderWelcome } from '@ballast/mail';
import { LONG_PRIME, NOT_PRIME, PRIME } from './checks-of-a-day.ts';
import type { MailScene } from './scene.ts';

const HOME = 'https://ballast.example/';
const stopLink = `${HOME}mail/stop/7f0c1d9e3b5a48628d1e0f2a3b4c5d6e`;
const link = `${HOME}results/0193ab40-5f7a-7c1e-b1d2-3f4a5b6c7d8e`;
const signInLink = `${HOME}users/login/pX9v0fT3yqk2mB7aWc5dJ1hLrZ8eNuQsGi4oKxVtYbE`;

const result = (number: string, isPrime: boolean, certainty: 'proven' | 'probable') => () =>
  renderPrimeCheckResult({ number, isPrime, certainty, link, stopLink });

/** Every mail there is. */
export const MAIL_SCENES: readonly MailScene[] = [
  { name: 'mail-prime', render: result(PRIME, true, 'proven') },
  { name: 'mail-probable', render: result(String(2n ** 127n - 1n), true, 'probable') },
  { name: 'mail-probable-long', render: result(LONG_PRIME, true, 'probable') },
  { name: 'mail-not-prime', render: result(NOT_PRIME, false, 'proven') },
  { name: 'mail-welcome', render: () => renderWelcome({ link: HOME, stopLink }) },
  { name: 'mail-sign-in', render: () => renderSignInLink({ link: signInLink, minutes: 15, stopLink }) },
];
