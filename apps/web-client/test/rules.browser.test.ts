import { launchBrowser } from '@ballast/testkit';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FakeServer } from './fake-server/fake-server.ts';
import { problem } from './fake-server/problem.ts';
import { openPage } from './open-page.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

interface Opened {
  readonly role?: 'viewer' | 'operator' | 'admin';
  readonly search?: string;
  readonly width?: number;
  readonly colorScheme?: 'light' | 'dark';
  readonly prepare?: (server: FakeServer) => void;
}

function openRules({ role = 'admin', search = '', width = 1280, colorScheme = 'light', prepare }: Opened = {}) {
  return openPage(browser, {
    path: `/dlq/rules${search}`,
    viewport: { width, height: 900 },
    colorScheme,
    prepare: (server) => {
      server.accounts.session = { operator: { name: 'grace', role } };
      server.rules.fire('network-timeout', {
        shadow: true,
        letters: 38,
        examples: ['12', '13'],
        passed_over: { poison: 2 },
      });
      prepare?.(server);
    },
  });
}

const rule = (page: Page, name: string) => page.getByRole('article', { name });
const mode = (page: Page, name: string) => page.getByRole('radiogroup', { name: `Mode of ${name}` });
const editor = (page: Page) => page.getByRole('form', { name: /^(New rule|Rule )/u });
const field = (page: Page, name: string) => editor(page).getByLabel(name, { exact: true });
const failure = { status: 500, body: problem(500, 'internal', 'Internal error') };

describe('the list of rules', () => {
  it('shows each with its mode, what it is about and what it did; shadow with what it would have done', async () => {
    const { page, complaints } = await openRules();
    await rule(page, 'mail-server-away').getByText('Has redriven 412 letters').waitFor();
    await rule(page, 'mail-server-away').getByText('22:00 to 06:00 UTC').waitFor();
    const shadow = rule(page, 'network-timeout');
    expect(await mode(page, 'network-timeout').getByRole('radio', { name: 'Shadow' }).isChecked()).toBe(true);
    await shadow.getByText('In shadow it would have redriven 38 letters').waitFor();
    await shadow.getByRole('button', { name: 'Results' }).click();
    await shadow.getByText('Would have redriven 38 letters', { exact: true }).waitFor();
    await shadow.getByText('Passed over: 2 poison').waitFor();
    expect(await shadow.getByRole('link', { name: '12', exact: true }).getAttribute('href')).toContain('letter=12');
    expect(new URL(page.url()).search).toBe('?results=network-timeout');
    await page.goBack();
    await shadow.getByText('Passed over: 2 poison').waitFor({ state: 'detached' });
    expect(complaints).toEqual([]);
  });

  it('says when it could not be loaded, and loads when asked again', async () => {
    const { page } = await openRules({ prepare: (server) => server.nextOf.set('GET /api/dlq/rules', [failure]) });
    await page.getByText('Rules could not be loaded.').waitFor();
    await page.getByRole('button', { name: 'Try again' }).click();
    await rule(page, 'network-timeout').waitFor();
  });

  it('says what would be there when there is none', async () => {
    const { page } = await openRules({ prepare: (server) => Object.assign(server.rules, { rules: [] }) });
    await page.getByText(/^There is no rule\./u).waitFor();
  });

  it('is in view and closed for an operator, with the reason; what a rule would do may be looked at', async () => {
    const { page, server } = await openRules({ role: 'operator', search: '?edit=network-timeout' });
    await page.getByText('Only admins make, change and switch rules; you are an operator.').waitFor();
    for (const name of ['New rule', 'Edit network-timeout', 'Delete network-timeout…', 'Switch all off…']) {
      expect(await page.getByRole('button', { name }).isDisabled()).toBe(true);
    }
    expect(await mode(page, 'network-timeout').getByRole('radio', { name: 'Off' }).isDisabled()).toBe(true);
    await rule(page, 'network-timeout').getByRole('button', { name: 'Try it now' }).click();
    await rule(page, 'network-timeout')
      .getByText(/^It would redrive \d+ letters now\./u)
      .waitFor();
    expect(server.rules.changes).toEqual([]);
  });
});

describe('the kill switch', () => {
  it('stops all rules with a reason and lets them act again; a refusal shows what is so', async () => {
    const { page, server } = await openRules({
      prepare: (one) => one.nextOf.set('POST /api/dlq/rules/switch', [failure]),
    });
    const turnOff = async () => {
      await page.getByRole('button', { name: 'Switch all off…' }).click();
      await page.getByRole('button', { name: 'Switch all rules off' }).click();
      await page.getByText('Say why: it is kept with the change.').waitFor();
      await page.getByLabel('Why?').fill('They make it worse');
      await page.getByRole('button', { name: 'Switch all rules off' }).click();
    };
    await turnOff();
    await page.getByText('Something failed inside the server.').waitFor();
    await page.getByText('Rules may act.').waitFor();
    await turnOff();
    await page.getByText('All rules are switched off. None acts, whatever its mode.').waitFor();
    await page.getByRole('button', { name: 'Let them act again…' }).click();
    await page.getByLabel('Why?').fill('It is over');
    await page.getByLabel('Why?').press('Enter');
    await page.getByText('Rules may act.').waitFor();
    await expect
      .poll(() => server.rules.switches)
      .toEqual([
        { enabled: false, reason: 'They make it worse' },
        { enabled: true, reason: 'It is over' },
      ]);
  });

  it('never starts the rules for who asked to stop them, although somebody else has stopped them meanwhile', async () => {
    const { page, server } = await openRules();
    await page.getByRole('button', { name: 'Switch all off…' }).click();
    await page.getByLabel('Why?').fill('They make it worse');
    server.rules.enabled = false;
    server.hints.send('changed', { what: 'rules' });
    await page.getByText('All rules are switched off. None acts, whatever its mode.').waitFor();
    await page.getByLabel('Why?').press('Enter');
    await expect.poll(() => server.rules.switches).toEqual([{ enabled: false, reason: 'They make it worse' }]);
  });
});

describe('the mode of a rule', () => {
  it('changes at once, and is as it was when the server refuses', async () => {
    const { page, server } = await openRules({
      prepare: (one) => one.nextOf.set('PATCH /api/dlq/rules/network-timeout', [failure]),
    });
    const off = mode(page, 'network-timeout').getByRole('radio', { name: 'Off' });
    await off.click();
    await page.getByText('Something failed inside the server.').waitFor();
    expect(await mode(page, 'network-timeout').getByRole('radio', { name: 'Shadow' }).isChecked()).toBe(true);
    await off.click();
    await expect.poll(() => server.rules.changes).toEqual([{ mode: 'off' }]);
    await expect.poll(() => off.isChecked()).toBe(true);
  });

  it('is set to act only after a second word, with a look at what it would do', async () => {
    const { page, server } = await openRules();
    await mode(page, 'network-timeout').getByRole('radio', { name: 'Active' }).click();
    const asked = page.getByRole('form', { name: 'Let network-timeout act' });
    await asked.getByRole('button', { name: 'Try it now' }).click();
    await asked.getByText(/^It would redrive \d+ letters now\./u).waitFor();
    await page.keyboard.press('Escape');
    await asked.waitFor({ state: 'detached' });
    expect(server.rules.changes).toEqual([]);
    await mode(page, 'network-timeout').getByRole('radio', { name: 'Active' }).click();
    await asked.getByRole('button', { name: 'Let it act' }).click();
    await expect.poll(() => server.rules.changes).toEqual([{ mode: 'active' }]);
  });
});

describe('the editor', () => {
  it('checks by the contract before anything is sent, and makes a rule in shadow mode', async () => {
    const { page, server } = await openRules();
    await page.getByRole('button', { name: 'New rule' }).click();
    await field(page, 'Name').fill('Not Good');
    await field(page, 'Letters a second').fill('0');
    await field(page, 'From hour').fill('22');
    await editor(page).getByRole('button', { name: 'Make the rule' }).click();
    await editor(page)
      .getByText(/^Small letters, digits and hyphens, at most 100/u)
      .waitFor();
    await editor(page).getByText('Give a pattern of at most 500 characters.').waitFor();
    await editor(page).getByText('A whole number from 1 to 10,000.').waitFor();
    await editor(page).getByText('Give both hours, or none.').waitFor();
    expect(server.rules.changes).toEqual([]);
    await field(page, 'Name').fill('greylisted');
    await field(page, 'Errors like (regular expression)').fill('smtp_timeout|undecodable');
    await field(page, 'Letters a second').fill('3');
    await field(page, 'To hour').fill('6');
    await editor(page).getByRole('button', { name: 'Try it now' }).click();
    await editor(page)
      .getByText(/^It would redrive \d+ letters now\./u)
      .waitFor();
    await editor(page)
      .getByText(/^Passed over: \d+ poison$/u)
      .waitFor();
    await editor(page).getByRole('button', { name: 'Make the rule' }).click();
    await rule(page, 'greylisted').waitFor();
    expect(server.rules.changes).toMatchObject([
      { name: 'greylisted', mode: 'shadow', rate_per_second: 3, hour_from: 22, hour_to: 6 },
    ]);
  });

  it('completes the condition by keyboard, and points at what the server cannot read', async () => {
    const { page, server } = await openRules({ search: '?edit=network-timeout' });
    const condition = editor(page).getByRole('combobox');
    await condition.pressSequentially('ty');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.keyboard.type('tra');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    expect(await condition.inputValue()).toBe('type:transient ');
    await condition.fill('colour:red');
    await editor(page).getByRole('button', { name: 'Try it now' }).click();
    await editor(page)
      .getByText(/There is no such field\./u)
      .waitFor();
    await condition.fill('type:transient');
    await editor(page).getByRole('button', { name: 'Save' }).click();
    await expect.poll(() => server.rules.changes).toEqual([{ condition_query: 'type:transient' }]);
    await rule(page, 'network-timeout').getByText('type:transient').waitFor();
  });

  it('says at the field what the server has against it', async () => {
    const { page } = await openRules({ search: '?new' });
    await field(page, 'Name').fill('network-timeout');
    await field(page, 'Errors like (regular expression)').fill('x');
    await page.keyboard.press('Enter');
    await editor(page).getByText('There is a rule of this name already.').waitFor();
    await field(page, 'Name').fill('another');
    await field(page, 'Errors like (regular expression)').fill('(');
    await page.keyboard.press('Enter');
    await editor(page)
      .getByText(/The pattern is no regular expression/u)
      .waitFor();
    expect(await field(page, 'Errors like (regular expression)').getAttribute('aria-invalid')).toBe('true');
  });

  it('is left by Escape with all as it was and the focus where it came from', async () => {
    const { page, server } = await openRules();
    const edit = page.getByRole('button', { name: 'Edit network-timeout' });
    await edit.click();
    await field(page, 'Rest before, in seconds').fill('5');
    await page.keyboard.press('Escape');
    await edit.waitFor();
    const focused = 'document.activeElement?.getAttribute("aria-label")';
    await expect.poll(() => page.evaluate(focused)).toBe('Edit network-timeout');
    expect(server.rules.changes).toEqual([]);
  });

  it('sends what was changed alone, takes away what was emptied, and says when nothing is changed', async () => {
    const { page, server } = await openRules({ search: '?edit=mail-server-away' });
    await editor(page).getByRole('button', { name: 'Save' }).click();
    await editor(page).getByText('Nothing is changed.').waitFor();
    await field(page, 'From hour').fill('');
    await field(page, 'To hour').fill('');
    await field(page, 'Redrives of a message at most').fill('5');
    await editor(page).getByRole('button', { name: 'Save' }).click();
    await rule(page, 'mail-server-away').waitFor();
    expect(server.rules.changes).toEqual([{ hour_from: null, hour_to: null, max_retries: 5 }]);
  });
});

describe('deleting', () => {
  it('is asked for once more, and a rule that the server keeps stays', async () => {
    const { page, server } = await openRules({
      prepare: (one) => one.nextOf.set('DELETE /api/dlq/rules/network-timeout', [failure]),
    });
    const remove = async () => {
      await page.getByRole('button', { name: 'Delete network-timeout…' }).click();
      await page.getByRole('button', { name: 'Delete the rule' }).click();
    };
    await remove();
    await page.getByText('Something failed inside the server.').waitFor();
    await remove();
    await rule(page, 'network-timeout').waitFor({ state: 'detached' });
    expect(server.rules.rules.map(({ name }) => name)).toEqual(['mail-server-away']);
  });
});

it.each([
  ['light', 1280],
  ['dark', 1280],
  ['light', 360],
  ['dark', 360],
] as const)('the whole width is in view in the %s theme at %d px', async (colorScheme, width) => {
  const { page } = await openRules({ width, colorScheme, search: '?results=network-timeout' });
  const tooWide = 'document.documentElement.scrollWidth > innerWidth';
  await page.getByText('Would have redriven 38 letters', { exact: true }).waitFor();
  expect(await page.evaluate(tooWide)).toBe(false);
  await page.getByRole('button', { name: 'New rule' }).click();
  await editor(page).waitFor();
  expect(await page.evaluate(tooWide)).toBe(false);
});
