import type { FakeServer } from '../fake-server/fake-server.ts';
import { problem } from '../fake-server/problem.ts';
import type { PageState } from './page-state.ts';

const ADMIN = { operator: { name: 'grace', role: 'admin' } } as const;
const VIEWER = { operator: { name: 'carl', role: 'viewer' } } as const;

/** A job of forty letters, one in ten of which comes back. Returns its page. */
function startJob(server: FakeServer, rate_per_second: number): string {
  const letters = server.deadLetters.letters.filter((one) => one.error_type !== 'poison').slice(0, 40);
  letters.forEach(({ id }, place) => {
    if (place % 10 === 9) server.redrives.failing.add(id);
  });
  const body = { message_ids: letters.map(({ id }) => id), rate_per_second, reason: 'The database is back' };
  server.redrives.answer({ route: 'POST /api/dlq/jobs', query: new URLSearchParams(), body }, true);
  return `/dlq/jobs/${server.redrives.jobs[0]?.id}`;
}

export const JOBS_STATES: readonly PageState[] = [
  {
    state: 'with one that runs',
    path: '/dlq/jobs',
    session: VIEWER,
    prepare(server) {
      startJob(server, 4);
      return undefined;
    },
    reach: (page) => page.getByText('The database is back').waitFor(),
    inJapanese: true,
  },
  {
    state: 'with none yet',
    path: '/dlq/jobs',
    session: VIEWER,
    reach: (page) => page.getByText('Nothing has been redriven yet.').waitFor(),
  },
];

export const JOB_STATES: readonly PageState[] = [
  {
    state: 'under way, about to be cancelled',
    path: '/dlq/jobs/its-id',
    session: ADMIN,
    prepare: (server) => startJob(server, 2),
    async reach(page) {
      await page.getByRole('button', { name: 'Cancel…' }).click();
      await page.getByLabel('Why?').waitFor();
    },
  },
  {
    state: 'at its end, with what failed',
    path: '/dlq/jobs/its-id',
    session: VIEWER,
    prepare: (server) => startJob(server, 100),
    reach: (page) => page.getByText('40 of 40').waitFor(),
  },
  {
    state: 'that stopped itself',
    path: '/dlq/jobs/its-id',
    session: VIEWER,
    prepare(server) {
      const path = startJob(server, 0.1);
      const stop_reason = '3 of 5 letters of wave 2 failed.';
      Object.assign(server.redrives.jobs[0] ?? {}, { state: 'stopped', stop_reason });
      return path;
    },
    reach: (page) => page.getByText('It stopped by itself.').waitFor(),
  },
];

function prepareRules(server: FakeServer): undefined {
  server.rules.fire('network-timeout', {
    shadow: true,
    letters: 38,
    examples: ['12', '13'],
    passed_over: { poison: 2 },
  });
  return undefined;
}

export const RULES_STATES: readonly PageState[] = [
  {
    state: 'with the results of one',
    path: '/dlq/rules?results=network-timeout',
    session: ADMIN,
    prepare: prepareRules,
    reach: (page) => page.getByRole('link', { name: '12', exact: true }).waitFor(),
    inJapanese: true,
  },
  {
    state: 'closed to a viewer, with a trial',
    path: '/dlq/rules',
    session: VIEWER,
    async reach(page) {
      await page.getByRole('button', { name: 'Try it now' }).first().click();
      await page.getByText(/^It would redrive \d+ letters now\./u).waitFor();
    },
  },
  {
    state: 'with a new one that is wrong everywhere',
    path: '/dlq/rules?new',
    session: ADMIN,
    async reach(page) {
      await page.getByLabel('From hour').fill('22');
      await page.getByRole('button', { name: 'Make the rule' }).click();
      await page.getByText('Give both hours, or none.').waitFor();
    },
  },
  {
    state: 'with one that is edited and tried',
    path: '/dlq/rules?edit=network-timeout',
    session: ADMIN,
    async reach(page) {
      const editor = page.getByRole('form', { name: /^Rule /u });
      await editor.getByRole('button', { name: 'Try it now' }).click();
      await editor.getByText(/^It would redrive \d+ letters now\./u).waitFor();
    },
  },
  {
    state: 'with one that is about to act, and all about to be switched off',
    path: '/dlq/rules',
    session: ADMIN,
    async reach(page) {
      await page.getByRole('radiogroup', { name: 'Mode of network-timeout' }).getByText('Active').click();
      await page.getByRole('button', { name: 'Let it act' }).waitFor();
      await page.getByRole('button', { name: 'Delete mail-server-away…' }).click();
      await page.getByRole('button', { name: 'Switch all off…' }).click();
      await page.getByLabel('Why?').waitFor();
    },
  },
];

function prepareAudit(server: FakeServer): undefined {
  for (let number = 1; number <= 60; number += 1) {
    if (number % 10 === 0) server.rules.fire('network-timeout', { shadow: true, letters: number });
    else server.audit.add({ act: 'letter.discard', target_id: String(number), reason: `Reason ${number}` });
  }
  return undefined;
}

export const AUDIT_STATES: readonly PageState[] = [
  {
    state: 'with the details of an entry open',
    path: '/dlq/audit?entry=58',
    session: VIEWER,
    prepare: prepareAudit,
    reach: (page) => page.locator('button[aria-expanded=true]').waitFor(),
    inJapanese: true,
  },
  {
    state: 'with a broken chain',
    path: '/dlq/audit',
    session: VIEWER,
    prepare(server) {
      prepareAudit(server);
      server.audit.brokenAt = 42;
      return undefined;
    },
    reach: (page) => page.getByText('The chain is broken at entry 42.').waitFor(),
  },
  {
    state: 'narrowed to nothing',
    path: '/dlq/audit?actor=nobody',
    session: VIEWER,
    prepare: prepareAudit,
    reach: (page) => page.getByText('Nothing of this is in the audit.').waitFor(),
  },
];

export const STATUS_STATES: readonly PageState[] = [
  {
    state: 'when all is well',
    path: '/status',
    session: VIEWER,
    reach: (page) => page.getByRole('heading', { level: 2 }).nth(3).waitFor(),
    inJapanese: true,
  },
  {
    state: 'in the worst night',
    path: '/status',
    session: VIEWER,
    prepare({ system }) {
      system.status = 'degraded';
      system.unaccounted = 3;
      system.problems = [
        { severity: 'critical', what: '1,204 messages wait in the outbox.', next: 'See whether it runs.' },
        { severity: 'warning', what: 'email-send-worker stands still because of smtp.', next: 'Repair smtp.' },
      ];
      system.outbox = [{ subject: 'emailsend', count: 1_204, oldest_age_seconds: 372 }];
      system.breakers = system.breakers.map((one) => ({ ...one, state: 'open', reason: 'connect ECONNREFUSED' }));
      system.checks = { ...system.checks, redis: { status: 'failed', ms: 12, error: 'connection refused' } };
      return undefined;
    },
    reach: (page) => page.getByText('Repair smtp.').waitFor(),
  },
  {
    state: 'with its menu of preferences open',
    path: '/status',
    session: VIEWER,
    async reach(page) {
      await page.getByRole('button', { name: 'Preferences' }).click();
      await page.getByRole('menuitemradio', { name: 'Dark' }).waitFor();
    },
  },
  {
    state: 'under the list of keys',
    path: '/status',
    session: VIEWER,
    async reach(page) {
      await page.getByText('All is well').waitFor();
      await page.keyboard.press('?');
      await page.getByRole('dialog').getByText('Show this sheet').waitFor();
    },
  },
];

export const LIMITS_STATES: readonly PageState[] = [
  {
    state: 'with a mode about to be changed and a consumer open',
    path: '/limits',
    session: ADMIN,
    prepare({ limits }) {
      const full_at = new Date(Date.now() + 58_000).toISOString();
      const blocked_until = new Date(Date.now() + 120_000).toISOString();
      const name = 'prime-check-per-ip';
      limits.buckets = [{ name, endpoint: 'POST /prime-check', limit: 60, remaining: 0, full_at, blocked_until }];
      return undefined;
    },
    async reach(page) {
      await page.getByRole('button', { name: /203\.0\.113\.24/u }).click();
      await page.getByText('0 of 60 left').waitFor();
      await page.getByRole('radiogroup', { name: 'Mode of default', exact: true }).getByText('Off').click();
      await page.getByLabel('Why?').waitFor();
    },
  },
  {
    state: 'closed to a viewer, without Redis',
    path: '/limits',
    session: VIEWER,
    prepare({ limits: { limits } }) {
      limits.store = { state: 'local', reason: 'connection refused', live_instances: 3 };
      limits.global = { factor: 0.4, reasons: ['the outbox is 42 s behind'] };
      return undefined;
    },
    reach: (page) => page.getByText('connection refused').waitFor(),
    inJapanese: true,
  },
  {
    state: 'behind the sign-in with a key, after one that is not known',
    path: '/limits',
    async reach(page) {
      await page.getByLabel('Key', { exact: true }).fill('wrong');
      await page.getByLabel('Key', { exact: true }).press('Enter');
      await page.getByText('This key is not known here.').waitFor();
    },
  },
  {
    state: 'that could not be loaded',
    path: '/limits',
    session: VIEWER,
    prepare(server) {
      const failure = { status: 400, body: problem(400, 'invalid_request', 'Bad request') };
      server.nextOf.set('GET /api/limits', Array(20).fill(failure));
      return undefined;
    },
    reach: (page) => page.getByText('Limits could not be loaded.').waitFor(),
  },
];
