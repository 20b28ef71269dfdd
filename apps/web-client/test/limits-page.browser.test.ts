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

type Role = 'viewer' | 'operator' | 'admin';

/** The page, opened by an operator of a role. */
function openLimits(role: Role, prepare: (server: FakeServer) => void = () => {}, width = 1280) {
  return openPage(browser, {
    path: '/limits',
    viewport: { width, height: 900 },
    prepare: (server) => {
      server.accounts.session = { operator: { name: 'grace', role } };
      prepare(server);
    },
  });
}

const modeOf = (page: Page, policy: string) => page.getByRole('radiogroup', { name: `Mode of ${policy}`, exact: true });
const policies = (page: Page) => page.getByRole('region', { name: 'Policies' }).getByRole('heading', { level: 3 });
const focused = (page: Page) => page.evaluate('document.activeElement.textContent');
const failure = { status: 500, body: problem(500, 'internal', 'Internal error') };

describe('operators', () => {
  it('sign in with a key and are told when it is not known', async () => {
    const { page, complaints } = await openPage(browser, {
      path: '/limits',
      prepare: (server) => server.accounts.keys.set('right', { name: 'grace', role: 'admin' }),
    });
    const field = page.getByLabel('Key');
    await field.fill('wrong');
    await field.press('Enter');
    await page.getByText('This key is not known here.').waitFor();
    // The browser itself writes a refused request into its console; nothing else may be there.
    expect(complaints.filter((one) => !one.includes('401'))).toEqual([]);
    await field.fill('right');
    await field.press('Enter');
    await page.getByRole('heading', { name: 'Limits', exact: true }).waitFor();
    await page.getByText('grace', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await field.waitFor();
    expect(await page.getByRole('heading', { name: 'Limits', exact: true }).count()).toBe(0);
  });

  it('whose session has ended are asked for the key again', async () => {
    const { page, server } = await openLimits('admin');
    await policies(page).first().waitFor();
    server.accounts.session = {};
    await page.getByLabel('Key').waitFor();
  });
});

describe('the limits', () => {
  it('show their shape while they load, then every policy with its use', async () => {
    const { page } = await openLimits('viewer');
    await policies(page).first().waitFor();
    expect(await policies(page).allTextContents()).toEqual([
      'prime-check',
      'prime-check-list',
      'mails',
      'sign-in',
      'default',
    ]);
    await page.getByText('812 allowed').waitFor();
    await page.getByText('44 refused', { exact: true }).waitFor();
    await page.getByText('9 let through in shadow').waitFor();
    await page.getByText('60 a minute for an IP address').waitFor();
    await page.getByText('3 instances count together.').waitFor();
  });

  it('say when Redis is away and why, and what keeps the global limits down', async () => {
    const { page } = await openLimits('viewer', ({ limits: { limits } }) => {
      limits.store = { state: 'local', reason: 'connection refused', live_instances: 3 };
      limits.global = { factor: 0.4, reasons: ['the outbox is 42 s behind'] };
    });
    await page.getByText('Local: Redis is away').waitFor();
    await page.getByText('connection refused').waitFor();
    await page.getByText('40%', { exact: true }).waitFor();
    await page.getByText('the outbox is 42 s behind').waitFor();
  });

  it('say when they are switched off', async () => {
    const { page } = await openLimits('viewer', ({ limits: { limits } }) => Object.assign(limits, { enabled: false }));
    await page.getByText('Limits are switched off.').waitFor();
  });

  it('say when they could not be loaded, and load when asked again', async () => {
    const { page } = await openLimits('viewer', (server) => server.nextOf.set('GET /api/limits', [failure]));
    await page.getByText('Limits could not be loaded.').waitFor();
    await page.getByRole('button', { name: 'Try again' }).click();
    await policies(page).first().waitFor();
  });

  it('say what a filter has left out, and take it back', async () => {
    const { page, server } = await openLimits('viewer');
    await page.getByRole('radio', { name: 'Not enforced' }).click();
    await expect.poll(() => policies(page).allTextContents(), { timeout: 10_000 }).toEqual(['mails']);
    for (const policy of server.limits.limits.policies) policy.mode = 'enforce';
    await page.getByText('All policies are enforced.').waitFor();
    await page.getByRole('button', { name: 'Show all' }).click();
    await expect.poll(() => policies(page).count(), { timeout: 10_000 }).toBe(5);
  });

  it('say what would be there when there are none', async () => {
    const { page } = await openLimits('viewer', ({ limits }) => {
      limits.limits.policies = [];
      limits.top.items = [];
    });
    await page.getByText('No policy is set up.').waitFor();
    await page.getByText('No IP addresses have asked for anything lately.').waitFor();
  });

  it('keep themselves up to date, and say when they could not', async () => {
    const { page, server } = await openLimits('viewer');
    await page.getByText('812 allowed').waitFor();
    const [policy] = server.limits.limits.policies;
    Object.assign(policy?.last_minute ?? {}, { allowed: 813 });
    await page.getByText('813 allowed').waitFor();
    server.nextOf.set('GET /api/limits', [failure]);
    await page.getByText('Not refreshed: figures are from').waitFor();
    expect(await page.getByText('813 allowed').count()).toBe(1);
    await page.getByText('Refreshes by itself').waitFor();
  });
});

describe('a mode', () => {
  it('is set by an admin with a reason, by keyboard alone', async () => {
    const { page, server } = await openLimits('admin');
    await modeOf(page, 'default').getByRole('radio', { name: 'Enforce' }).focus();
    await page.keyboard.press('ArrowRight');
    await expect.poll(() => focused(page), { timeout: 10_000 }).toBe('Shadow');
    await page.keyboard.press('Space');
    await page.getByText('Requests over the limit go through and are counted').waitFor();
    await page.keyboard.press('Enter');
    await page.getByText('Say why: it is kept with the change.').waitFor();
    await page.keyboard.type('Trying a lower limit');
    await page.keyboard.press('Enter');
    await page.getByText('“Trying a lower limit”').waitFor();
    expect(server.limits.changes).toEqual([{ policy: 'default', mode: 'shadow', reason: 'Trying a lower limit' }]);
    const shadow = modeOf(page, 'default').getByRole('radio', { name: 'Shadow' });
    expect(await shadow.getAttribute('aria-checked')).toBe('true');
    await expect.poll(() => focused(page), { timeout: 10_000 }).toBe('Shadow');
  });

  it('is left as it was with Escape', async () => {
    const { page, server } = await openLimits('admin');
    await modeOf(page, 'default').getByRole('radio', { name: 'Off' }).click();
    await page.getByText('Nothing is limited and nothing is counted').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('form').waitFor({ state: 'detached' });
    const enforce = modeOf(page, 'default').getByRole('radio', { name: 'Enforce' });
    expect(await enforce.getAttribute('aria-checked')).toBe('true');
    expect(server.limits.changes).toEqual([]);
  });

  it('shows what is so again when the server refuses the change, with the reason', async () => {
    const { page } = await openLimits('admin', (server) => {
      server.nextOf.set('PUT /api/limits/default', [{ status: 403, body: problem(403, 'forbidden', 'Not allowed') }]);
    });
    await modeOf(page, 'default').getByRole('radio', { name: 'Off' }).click();
    await page.getByLabel('Why?').fill('Load test');
    await page.getByRole('button', { name: 'Set to off' }).click();
    await page.getByRole('alert').getByText('You may not do this.').waitFor();
    const enforce = modeOf(page, 'default').getByRole('radio', { name: 'Enforce' });
    expect(await enforce.getAttribute('aria-checked')).toBe('true');
  });

  it.each(['viewer', 'operator'] as const)('is in view and closed for an %s, with the reason', async (role) => {
    const { page } = await openLimits(role);
    const shadow = modeOf(page, 'default').getByRole('radio', { name: 'Shadow' });
    await shadow.waitFor();
    expect(await shadow.isDisabled()).toBe(true);
    await page.getByText(/^Only admins change modes; you are an? (viewer|operator)\.$/u).waitFor();
  });
});

describe('top consumers', () => {
  it('stand most first by kind, and open to what is left to each, with a reset', async () => {
    const { page, server } = await openLimits('operator', ({ limits }) => {
      limits.buckets = [
        {
          name: 'prime-check-per-ip',
          endpoint: 'POST /prime-check',
          limit: 60,
          remaining: 0,
          full_at: new Date(Date.now() + 58_000).toISOString(),
          blocked_until: new Date(Date.now() + 120_000).toISOString(),
        },
      ];
    });
    await page.getByRole('heading', { name: 'Top consumers of the last 5 min' }).waitFor();
    const busiest = page.getByRole('button', { name: /203\.0\.113\.24/u });
    await busiest.getByText('412 refused').waitFor();
    await busiest.click();
    await page.getByText('0 of 60 left').waitFor();
    await page.getByText(/blocked for (2 min|1 min \d+ s)/u).waitFor();
    await page.getByRole('button', { name: 'Reset…' }).click();
    await page.getByLabel('Why?').fill('Their script is mended');
    await page.keyboard.press('Enter');
    await page.getByText('60 of 60 left').waitFor();
    await page.getByText('Reset: all is left again, and penalties are lifted.').waitFor();
    expect(server.limits.resets).toEqual([{ kind: 'ip', id: '203.0.113.24', reason: 'Their script is mended' }]);
    await page.getByRole('tab', { name: 'Users' }).click();
    await page.getByRole('button', { name: /0192f0c1-7b1e/u }).waitFor();
    await page.getByRole('tab', { name: 'Services' }).click();
    await page.getByText('No services have asked for anything lately.').waitFor();
  });

  it('stay where they are while somebody points at them', async () => {
    const { page, server } = await openLimits('viewer');
    const ids = () =>
      page
        .getByRole('tabpanel')
        .getByRole('button', { name: /requests/u })
        .allTextContents();
    await page.getByRole('button', { name: /198\.51\.100\.7/u }).hover();
    const last = server.limits.top.items[2];
    Object.assign(last ?? {}, { requests: 9_999 });
    server.limits.top.items.sort((a, b) => b.requests - a.requests);
    await page.getByText('9,999 requests').waitFor();
    expect((await ids())[2]).toContain('198.51.100.7');
    await page.getByRole('heading', { name: 'Limits', exact: true }).hover();
    await expect.poll(async () => (await ids())[0]).toContain('198.51.100.7');
  });

  it('are not the only ones: any can be looked up', async () => {
    const { page } = await openLimits('viewer');
    await page.getByLabel('Look up an IP address').fill('192.0.2.1');
    await page.getByLabel('Look up an IP address').press('Enter');
    await page.getByText('All is left: no limit has been touched lately.').waitFor();
    expect(await page.getByRole('button', { name: 'Reset…' }).isDisabled()).toBe(true);
    await page.getByText('Only operators and admins reset limits; you are a viewer.').waitFor();
  });
});

describe('everybody', () => {
  it.each([360, 768, 1280])('has the whole width in view at %d px', async (width) => {
    const { page } = await openLimits('admin', () => {}, width);
    await policies(page).first().waitFor();
    await page.getByRole('button', { name: /203\.0\.113\.24/u }).click();
    await modeOf(page, 'default').getByRole('radio', { name: 'Off' }).click();
    await page.getByLabel('Why?').waitFor();
    expect(await page.evaluate('document.documentElement.scrollWidth > innerWidth')).toBe(false);
  });

  it('is served under the strictest policy without a violation', async () => {
    const { page, complaints } = await openLimits('admin');
    await page.getByRole('button', { name: /203\.0\.113\.24/u }).click();
    await modeOf(page, 'default').getByRole('radio', { name: 'Off' }).click();
    await page.getByLabel('Why?').fill('x');
    await page.getByRole('tab', { name: 'Users' }).click();
    await page.getByRole('button', { name: /0192f0c1-7b1e/u }).waitFor();
    expect(complaints).toEqual([]);
  });
});
