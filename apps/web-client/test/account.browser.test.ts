import { launchBrowser } from '@ballast/testkit';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addDecided, rows } from './decided-checks.ts';
import { ADA } from './fake-server/accounts.ts';
import { problem } from './fake-server/problem.ts';
import { openPage, submitNumber } from './open-page.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

const account = (page: Page) => page.getByRole('button', { name: `Account of ${ADA.name}` });

describe('signing in', () => {
  it('sends a link to a complete address, and never says whether it has an account', async () => {
    const { page, server } = await openPage(browser);
    await page.getByRole('link', { name: 'Sign in' }).click();
    const field = page.getByLabel('E-mail address');
    expect(await field.evaluate('document.activeElement.type')).toBe('email');
    await field.fill('ada@reader');
    await field.press('Enter');
    await page.getByText('This is not a complete e-mail address.').waitFor();
    expect(server.accounts.asked).toEqual([]);
    await field.fill(' ada@reader.example ');
    await field.press('Enter');
    await page.getByText('If there is an account for ada@reader.example, a link is on its way.').waitFor();
    expect(server.accounts.asked).toEqual(['ada@reader.example']);
  });

  it('with an account that is there already offers a link instead of it', async () => {
    const { page, server } = await openPage(browser, {
      path: '/sign-in',
      prepare: (one) => one.accounts.users.set(ADA.email, ADA),
    });
    await page.getByLabel('E-mail address').fill(ADA.email);
    await page.getByRole('button', { name: 'Create an account' }).click();
    await page.getByLabel('Name').fill('Ada');
    expect(await page.getByLabel('E-mail address').inputValue()).toBe(ADA.email);
    await page.getByLabel('Name').press('Enter');
    await page.getByText('This address has an account already.').waitFor();
    await page.getByRole('button', { name: 'Send a link instead' }).click();
    await page.getByText(`If there is an account for ${ADA.email}, a link is on its way.`).waitFor();
    expect(server.accounts.asked).toEqual([ADA.email]);
  });

  it('creates an account and asks for its first link, once the name is one that can be read', async () => {
    const { page, server } = await openPage(browser, { path: '/sign-in' });
    await page.getByRole('button', { name: 'Create an account' }).click();
    await page.getByLabel('Name').fill('Ada\u202eada');
    await page.getByLabel('E-mail address').fill(ADA.email);
    await page.getByRole('button', { name: 'Create account' }).click();
    await page.getByText('This name has characters that cannot be seen.').waitFor();
    await page.getByLabel('Name').fill('Ada');
    await page.getByRole('button', { name: 'Create account' }).click();
    await page.getByRole('heading', { name: 'Your account is there.' }).waitFor();
    await page.getByText(`A link to sign in is on its way to ${ADA.email}.`).waitFor();
    expect(server.accounts.users.get(ADA.email)?.name).toBe('Ada');
    expect(server.accounts.asked).toEqual([ADA.email]);
  });

  it('has an account although its first link could not be asked for, and asks for that again', async () => {
    const { page, server } = await openPage(browser, {
      path: '/sign-in',
      prepare: (one) => one.nextOf.set('POST /users/login', [{ status: 502 }]),
    });
    await page.getByRole('button', { name: 'Create an account' }).click();
    await page.getByLabel('Name').fill('Ada');
    await page.getByLabel('E-mail address').fill(ADA.email);
    await page.getByRole('button', { name: 'Create account' }).click();
    await page.getByText(`Now have a link sent to ${ADA.email}, to sign in with.`).waitFor();
    await page.getByRole('button', { name: 'Send me a link' }).click();
    await page.getByText(`A link to sign in is on its way to ${ADA.email}.`).waitFor();
    expect(server.accounts.asked).toEqual([ADA.email]);
  });

  it('too often is told how long to wait, and the button is closed until then', async () => {
    const { page, server } = await openPage(browser, {
      path: '/sign-in',
      prepare: (one) => {
        const body = problem(429, 'rate_limited', 'Too many', { 'violated-policies': ['sign-in-per-ip'] });
        one.nextOf.set('POST /users/login', [{ status: 429, headers: { 'retry-after': '5' }, body }]);
      },
    });
    await page.getByLabel('E-mail address').fill(ADA.email);
    await page.getByRole('button', { name: 'Send me a link' }).click();
    await page.getByText(/Try again in [1-5] s/u).waitFor();
    expect(await page.getByRole('button', { name: 'Send me a link' }).isDisabled()).toBe(true);
    await page.getByText('You can try again now.').waitFor();
    await page.getByRole('button', { name: 'Send me a link' }).click();
    await page.getByText('a link is on its way').waitFor();
    expect(server.accounts.asked).toEqual([ADA.email]);
  });
});

describe('a link from a mail', () => {
  it('signs nobody in by being opened, and signs in once by its button', async () => {
    const { page, server } = await openPage(browser, {
      path: '/users/login/4f2a',
      prepare: (one) => one.accounts.links.set('4f2a', ADA),
    });
    const button = page.getByRole('button', { name: 'Sign in' });
    await button.waitFor();
    await page.getByText('Live').waitFor();
    expect(server.accounts.session.user).toBeUndefined();
    await button.click();
    await account(page).waitFor();
    expect(new URL(page.url()).pathname).toBe('/');
    await page.getByRole('heading', { name: 'Your results' }).waitFor();
  });

  it('says whose account it is before there is a button to sign in', async () => {
    const { page, server } = await openPage(browser, {
      path: '/users/login/4f2a',
      prepare: (one) => {
        one.accounts.links.set('4f2a', ADA);
        // More than the page asks for by itself.
        one.nextOf.set('GET /api/sign-in-links/4f2a', Array(50).fill({ status: 502 }));
      },
    });
    const again = page.getByRole('button', { name: 'Try again' });
    await again.waitFor();
    expect(await page.getByRole('button', { name: 'Sign in' }).count()).toBe(0);
    server.nextOf.clear();
    await again.click();
    await page.getByRole('heading', { name: 'Sign in as a•••@reader.example?' }).waitFor();
    await page.getByRole('button', { name: 'Sign in' }).waitFor();
    expect(await page.content()).not.toContain(ADA.email);
  });

  it('that was used between its opening and the press of its button is told as well', async () => {
    const { page, server } = await openPage(browser, {
      path: '/users/login/4f2a',
      prepare: (one) => one.accounts.links.set('4f2a', ADA),
    });
    const button = page.getByRole('button', { name: 'Sign in' });
    await button.waitFor();
    server.accounts.links.delete('4f2a');
    await button.click();
    await page.getByText('This link does not work any more.').waitFor();
  });

  it('that was used, or is over, is told kindly and leads to a new one', async () => {
    const { page } = await openPage(browser, { path: '/users/login/4f2a' });
    await page.getByText('This link does not work any more.').waitFor();
    await page.getByRole('link', { name: 'Send me a new link' }).click();
    await page.getByLabel('E-mail address').waitFor();
  });

  it('still works after an attempt that the server did not answer', async () => {
    const { page } = await openPage(browser, {
      path: '/users/login/4f2a',
      prepare: (one) => {
        one.accounts.links.set('4f2a', ADA);
        one.nextOf.set('POST /users/login/4f2a', [{ status: 502 }]);
      },
    });
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByText('The server cannot be reached.').first().waitFor();
    await page.getByRole('button', { name: 'Sign in' }).click();
    await account(page).waitFor();
  });
});

describe('who is signed in', () => {
  it('leaves nothing of theirs on the page when they sign out', async () => {
    const { page, server } = await openPage(browser, {
      prepare: (one) => {
        one.accounts.session = { user: ADA };
        addDecided(one, 3);
        const busy = problem(503, 'overloaded', 'Busy');
        one.next.post.push({ status: 503, headers: { 'retry-after': '60' }, body: busy });
      },
    });
    await submitNumber(page, '104729');
    await page.getByRole('article').getByText('Not sent yet').waitFor();
    await expect.poll(() => rows(page).count()).toBe(4);
    await account(page).click();
    await page.getByText(ADA.email).waitFor();
    let open = () => {};
    server.listGate = new Promise((resolve) => {
      open = resolve;
    });
    await page.getByRole('menuitem', { name: 'Sign out', exact: true }).click();
    await page.getByRole('link', { name: 'Sign in' }).waitFor();
    // Before the list of what belongs to nobody has come.
    await page.getByText('Loading results').waitFor({ state: 'attached' });
    expect(await rows(page).getByRole('link').count()).toBe(0);
    expect(await page.getByRole('article').count()).toBe(0);
    open();
    await page.getByRole('heading', { name: 'Results', exact: true }).waitFor();
    await rows(page).first().waitFor();
    expect(server.posts).toHaveLength(1);
  });

  it('is not called signed out before the server has done it', async () => {
    const { page, server } = await openPage(browser, {
      prepare: (one) => {
        one.accounts.session = { user: ADA };
        one.nextOf.set('POST /users/logout', [{ status: 502 }]);
      },
    });
    await account(page).click();
    await page.getByRole('menuitem', { name: 'Sign out', exact: true }).press('Enter');
    await page.getByRole('alert').getByText('The server cannot be reached.').waitFor();
    expect(server.accounts.session.user).toEqual(ADA);
    await account(page).click();
    await page.getByRole('menuitem', { name: 'Sign out', exact: true }).press('Enter');
    await page.getByRole('link', { name: 'Sign in' }).waitFor();
  });

  it('signs out everywhere from the same menu', async () => {
    const { page, server } = await openPage(browser, {
      prepare: (one) => {
        one.accounts.session = { user: ADA };
        one.nextOf.set(`DELETE /users/${ADA.id}/sessions`, [{ status: 502 }]);
      },
    });
    await account(page).click();
    await page.getByRole('menuitem', { name: 'Sign out everywhere' }).click();
    await page.getByRole('alert').getByText('The server cannot be reached.').waitFor();
    expect(server.accounts.endedEverywhere).toBe(0);
    await account(page).click();
    await page.getByRole('menuitem', { name: 'Sign out everywhere' }).click();
    await page.getByRole('link', { name: 'Sign in' }).waitFor();
    expect(server.accounts.endedEverywhere).toBe(1);
  });

  it('in another tab is signed in here too, once this one is looked at', async () => {
    const { page, server } = await openPage(browser);
    await page.getByRole('link', { name: 'Sign in' }).waitFor();
    await page.clock.install();
    server.accounts.session = { user: ADA };
    await page.clock.fastForward(31_000);
    await page.evaluate('window.dispatchEvent(new Event("visibilitychange"))');
    await account(page).waitFor();
    await page.getByRole('heading', { name: 'Your results' }).waitFor();
  });

  it('is told apart from the words around by a name of any direction and length', async () => {
    const { page } = await openPage(browser, {
      viewport: { width: 360, height: 740 },
      prepare: (one) => {
        one.accounts.session = {
          user: { ...ADA, name: 'א'.repeat(100) },
          operator: { name: 'grace', role: 'admin' },
        };
      },
    });
    await page.getByRole('button', { name: /^Account of/u }).waitFor();
    expect(await page.evaluate('document.documentElement.scrollWidth > innerWidth')).toBe(false);
  });
});

describe('the page of the account', () => {
  it('is reached from the menu, says who is signed in and what is stored, and signs out', async () => {
    const { page, server, complaints } = await openPage(browser, {
      prepare: (one) => {
        one.accounts.session = { user: ADA };
      },
    });
    await account(page).click();
    await page.getByRole('menuitem', { name: 'Your account' }).click();
    await page.getByRole('heading', { name: 'Your account' }).waitFor();
    expect(new URL(page.url()).pathname).toBe('/account');
    await page.getByRole('definition').getByText(ADA.email).waitFor();
    await page.getByRole('heading', { name: 'What is stored' }).waitFor();
    await page.getByRole('button', { name: 'Sign out everywhere' }).click();
    await page.getByRole('link', { name: 'Sign in' }).waitFor();
    expect(server.accounts.endedEverywhere).toBe(1);
    expect(new URL(page.url()).pathname).toBe('/');
    expect(complaints).toEqual([]);
  });

  it('says there what the server did not do, and leads nobody to signing in', async () => {
    const { page, server } = await openPage(browser, {
      path: '/account',
      prepare: (one) => {
        one.accounts.session = { user: ADA };
        one.nextOf.set('POST /users/logout', [{ status: 502 }]);
      },
    });
    await page.getByRole('button', { name: 'Sign out', exact: true }).click();
    await page.getByRole('alert').getByText('The server cannot be reached.').waitFor();
    server.accounts.session = {};
    await page.reload();
    await page.getByText('Nobody is signed in on this browser.').waitFor();
    await page.getByRole('main').getByRole('link', { name: 'Sign in' }).click();
    await page.getByLabel('E-mail address').waitFor();
  });
});

describe('a link that stops mail', () => {
  const prepare = { path: '/mail/stop/9c1e' };

  it('stops nothing by being opened, stops by its button, and allows again', async () => {
    const { page, server } = await openPage(browser, {
      ...prepare,
      prepare: (one) =>
        one.accounts.mailStops.set('9c1e', { recipient: 'a•••@reader.example', is_stopped: false, can_allow: true }),
    });
    const stopped = () => server.accounts.mailStops.get('9c1e')?.is_stopped;
    await page.getByRole('heading', { name: 'Stop mail to a•••@reader.example?' }).waitFor();
    expect(stopped()).toBe(false);
    await page.getByRole('button', { name: 'Stop mail' }).click();
    await page.getByText('No more mail goes to a•••@reader.example.').waitFor();
    expect(stopped()).toBe(true);
    await page.getByRole('button', { name: 'Allow again' }).click();
    await page.getByText('Mail to a•••@reader.example is allowed again.').waitFor();
    expect(stopped()).toBe(false);
  });

  it('of an old mail stops, and says how to allow mail again instead of offering it', async () => {
    const { page, server } = await openPage(browser, {
      ...prepare,
      prepare: (one) =>
        one.accounts.mailStops.set('9c1e', { recipient: 'a•••@reader.example', is_stopped: false, can_allow: false }),
    });
    await page.getByRole('button', { name: 'Stop mail' }).click();
    await page.getByText('No more mail goes to a•••@reader.example.').waitFor();
    expect(server.accounts.mailStops.get('9c1e')?.is_stopped).toBe(true);
    await page.getByText('allow mail again by the same link in a newer one').waitFor();
    expect(await page.getByRole('button', { name: 'Allow again' }).count()).toBe(0);
  });

  it('that is not known says so', async () => {
    const { page } = await openPage(browser, prepare);
    await page.getByText('This link is not known here.').waitFor();
  });
});
