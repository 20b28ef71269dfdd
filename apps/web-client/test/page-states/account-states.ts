import { ADA } from '../fake-server/accounts.ts';
import type { FakeServer } from '../fake-server/fake-server.ts';
import type { PageState } from './page-state.ts';

const STOP = { recipient: 'a•••@reader.example', can_allow: true };

function prepareResult(server: FakeServer, more: { message_id?: string } = {}): string {
  const { id } = server.checks.add({ number: '2305843009213693951', ...more });
  server.checks.decide(id);
  return `/results/${id}`;
}

export const RESULT_STATES: readonly PageState[] = [
  {
    state: 'with its verdict and its way',
    path: '/results/its-id',
    prepare: (server) => prepareResult(server, { message_id: '0192f0c1-7b1e-7000-8000-00000000c0de' }),
    reach: (page) => page.locator('main section li').first().waitFor(),
    inJapanese: true,
  },
  {
    state: 'of the longest number',
    path: '/results/its-id',
    prepare(server) {
      const { id } = server.checks.add({ number: '9'.repeat(1000) });
      server.checks.decide(id);
      return `/results/${id}`;
    },
    reach: (page) => page.getByRole('group', { name: '1,000 digits' }).waitFor(),
  },
  {
    state: 'that is not there',
    path: '/results/0192f0c1-7b1e-7000-8000-000000000001',
    reach: (page) => page.getByText('There is no result with this id.').waitFor(),
  },
];

export const SIGN_IN_STATES: readonly PageState[] = [
  {
    state: 'with a fault in the address',
    path: '/sign-in',
    async reach(page) {
      await page.getByLabel('E-mail address').fill('ada@reader');
      await page.getByLabel('E-mail address').press('Enter');
      await page.getByText('This is not a complete e-mail address.').waitFor();
    },
  },
  {
    state: 'after a link was sent',
    path: '/sign-in',
    async reach(page) {
      await page.getByLabel('E-mail address').fill(ADA.email);
      await page.getByLabel('E-mail address').press('Enter');
      await page.getByText('a link is on its way').waitFor();
    },
  },
  {
    state: 'with an account that is there already',
    path: '/sign-in',
    prepare(server) {
      server.accounts.users.set(ADA.email, ADA);
      return undefined;
    },
    async reach(page) {
      await page.getByRole('button', { name: 'Create an account' }).click();
      await page.getByLabel('Name').fill('Ada');
      await page.getByLabel('E-mail address').fill(ADA.email);
      await page.getByLabel('Name').press('Enter');
      await page.getByText('This address has an account already.').waitFor();
    },
  },
];

export const SIGN_IN_LINK_STATES: readonly PageState[] = [
  {
    state: 'that works',
    path: '/users/login/4f2a',
    prepare(server) {
      server.accounts.links.set('4f2a', ADA);
      return undefined;
    },
    reach: (page) => page.getByRole('heading', { level: 1 }).waitFor(),
    inJapanese: true,
  },
  {
    state: 'that is over',
    path: '/users/login/4f2a',
    reach: (page) => page.getByText('This link does not work any more.').waitFor(),
  },
];

export const MAIL_STOP_STATES: readonly PageState[] = [
  {
    state: 'before its press',
    path: '/mail/stop/9c1e',
    prepare(server) {
      server.accounts.mailStops.set('9c1e', { ...STOP, is_stopped: false });
      return undefined;
    },
    reach: (page) => page.getByRole('button', { name: 'Stop mail' }).waitFor(),
  },
  {
    state: 'after its press',
    path: '/mail/stop/9c1e',
    prepare(server) {
      server.accounts.mailStops.set('9c1e', { ...STOP, is_stopped: true });
      return undefined;
    },
    reach: (page) => page.getByRole('button', { name: 'Allow again' }).waitFor(),
  },
  {
    state: 'of a link that is not known',
    path: '/mail/stop/9c1e',
    reach: (page) => page.getByText('This link is not known here.').waitFor(),
  },
];

export const ACCOUNT_STATES: readonly PageState[] = [
  {
    state: 'of who is signed in',
    path: '/account',
    session: { user: ADA },
    reach: (page) => page.getByText(ADA.email).waitFor(),
    inJapanese: true,
  },
  {
    state: 'of nobody',
    path: '/account',
    reach: (page) => page.getByRole('main').getByRole('link', { name: 'Sign in' }).waitFor(),
  },
];

/** No page of its own: what stands above any. */
export const NO_PAGE_STATES: readonly PageState[] = [
  {
    state: 'for who is nobody',
    path: '/elsewhere',
    reach: (page) => page.getByRole('heading', { level: 1 }).waitFor(),
    inJapanese: true,
  },
  {
    state: 'with the menu of an account open',
    path: '/elsewhere',
    session: { user: ADA, operator: { name: 'grace', role: 'admin' } },
    async reach(page) {
      await page.getByRole('button', { name: 'Account of Ada Lovelace' }).click();
      await page.getByRole('menuitem', { name: 'Sign out everywhere' }).waitFor();
    },
  },
  {
    state: 'with a way out that failed',
    path: '/elsewhere',
    session: { user: ADA },
    prepare(server) {
      server.nextOf.set('POST /users/logout', [{ status: 502 }]);
      return undefined;
    },
    async reach(page) {
      await page.getByRole('button', { name: 'Account of Ada Lovelace' }).click();
      await page.getByRole('menuitem', { name: 'Sign out', exact: true }).click();
      await page.getByText('The server cannot be reached.').waitFor();
    },
  },
];
