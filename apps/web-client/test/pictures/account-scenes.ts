import type { Page } from 'playwright-core';
import { ADA } from '../fake-server/accounts.ts';
import type { FakeServer } from '../fake-server/fake-server.ts';
import { fillDay } from './checks-of-a-day.ts';
import type { PageScene } from './scene.ts';

const address = (page: Page) => page.getByLabel('E-mail address');

const stopsMail = ({ accounts }: FakeServer) =>
  accounts.mailStops.set('ada', { recipient: 'a•••@reader.example', is_stopped: false, can_allow: true });

/** Signing in, the account, and stopping mail. */
export const ACCOUNT_SCENES: readonly PageScene[] = [
  { name: 'sign-in-empty', path: '/sign-in', show: (page) => address(page).waitFor() },
  {
    name: 'sign-in-fault',
    path: '/sign-in',
    show: async (page) => {
      await address(page).fill('ada@reader');
      await page.getByRole('button', { name: 'Send me a link' }).click();
      await page.getByText('This is not a complete e-mail address.').waitFor();
    },
  },
  {
    name: 'sign-in-sent',
    path: '/sign-in',
    show: async (page) => {
      await address(page).fill(ADA.email);
      await page.getByRole('button', { name: 'Send me a link' }).click();
      await page.getByText('a link is on its way').waitFor();
    },
  },
  {
    name: 'sign-in-create',
    path: '/sign-in',
    show: async (page) => {
      await page.getByRole('button', { name: 'Create an account' }).click();
      await page.getByLabel('Name').fill(ADA.name);
      await address(page).fill(ADA.email);
    },
  },
  {
    name: 'sign-in-link-asked',
    path: '/users/login/ada',
    prepare: ({ accounts }) => accounts.links.set('ada', ADA),
    show: (page) => page.getByRole('button', { name: 'Sign in' }).waitFor(),
  },
  {
    name: 'sign-in-link-spent',
    path: '/users/login/ada',
    show: (page) => page.getByText('This link does not work any more.').waitFor(),
  },
  {
    name: 'account-results',
    path: '/',
    prepare: (server) => {
      server.accounts.session = { user: ADA };
      fillDay(server);
    },
    show: (page) => page.getByRole('heading', { name: 'Your results' }).waitFor(),
  },
  {
    name: 'account-page',
    path: '/account',
    prepare: ({ accounts }) => {
      accounts.session = { user: ADA };
    },
    isWhole: true,
    show: (page) => page.getByRole('heading', { name: 'What is stored' }).waitFor(),
  },
  {
    name: 'mail-stop-asked',
    path: '/mail/stop/ada',
    prepare: stopsMail,
    show: (page) => page.getByRole('button', { name: 'Stop mail' }).waitFor(),
  },
  {
    name: 'mail-stop-stopped',
    path: '/mail/stop/ada',
    prepare: stopsMail,
    show: async (page) => {
      await page.getByRole('button', { name: 'Stop mail' }).click();
      await page.getByText('No more mail goes to').waitFor();
    },
  },
  {
    name: 'mail-stop-unknown',
    path: '/mail/stop/ada',
    show: (page) => page.getByText('This link is not known here.').waitFor(),
  },
];
