import type { FakeServer } from '../fake-server/fake-server.ts';
import { worstNight } from '../fake-server/worst-night.ts';
import { ago, type PageScene, pass } from './scene.ts';

function signIn(server: FakeServer): void {
  server.accounts.session = { operator: { name: 'grace', role: 'admin' } };
}

/** What people and rules did in a night. */
function fillAudit(server: FakeServer): void {
  signIn(server);
  for (let number = 1; number <= 24; number += 1) {
    const at = ago((25 - number) * 11 * 60);
    if (number % 6 === 0) server.rules.fire('mail-server-away', { letters: number * 3 });
    else {
      const reason = number % 2 === 0 ? 'The address was mistyped' : 'A test that went astray';
      server.audit.add({ act: 'letter.discard', target_id: String(number), reason, at });
    }
  }
  for (const [place, entry] of server.deadLetters.audit.entries()) entry.at = ago((25 - place) * 11 * 60);
}

/** The operators' other pages. */
export const OPERATOR_SCENES: readonly PageScene[] = [
  { name: 'operators-sign-in', path: '/status', show: (page) => page.getByLabel('Key', { exact: true }).waitFor() },
  {
    name: 'rules-list',
    path: '/dlq/rules?results=network-timeout',
    prepare: (server) => {
      signIn(server);
      server.rules.fire('network-timeout', {
        shadow: true,
        letters: 38,
        examples: ['12', '13'],
        passed_over: { poison: 2 },
      });
    },
    show: (page) => page.getByText('Would have redriven 38 letters', { exact: true }).waitFor(),
  },
  {
    name: 'rules-editor',
    path: '/dlq/rules',
    prepare: signIn,
    show: async (page) => {
      await page.getByRole('button', { name: 'New rule' }).click();
      await page.getByRole('form', { name: /^New rule/u }).waitFor();
    },
  },
  {
    name: 'audit-entry',
    path: '/dlq/audit?entry=22',
    prepare: fillAudit,
    show: async (page) => {
      await page.getByText('The chain of 24 entries is intact.').waitFor();
      await page.getByText('Hash of the entry before').waitFor();
    },
  },
  {
    name: 'status-well',
    path: '/status',
    prepare: signIn,
    show: async (page) => {
      await page.getByText('All is well').waitFor();
      await pass(page, 10);
      await page
        .getByText(/^2\d a second$/u)
        .first()
        .waitFor();
    },
  },
  {
    name: 'status-degraded',
    path: '/status',
    prepare: (server) => {
      signIn(server);
      worstNight(server);
    },
    show: async (page) => {
      await page.getByText('primecheck_stream').waitFor();
      await page.getByText('Critical').waitFor();
    },
  },
  {
    name: 'limits-list',
    path: '/limits',
    prepare: signIn,
    show: (page) => page.getByText('812 allowed').waitFor(),
  },
];
