import {
  AuditListSchema,
  DeadLetterDetailSchema,
  DeadLetterListSchema,
  RedriveJobSchema,
  RuleListSchema,
  SystemSchema,
} from '@ballast/contracts/operators';
import {
  type AppProcess,
  appEnvironment,
  createNamespace,
  createTestDatabase,
  startApp,
  type TestDatabase,
  until,
} from '@ballast/testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { deadRequests } from './dead-requests.ts';
import { type CliRun, runCli } from './run-cli.ts';

const KEYS = { viewer: 'viewer-key-1', operator: 'operator-key-2', admin: 'admin-key-3' } as const;
const APPS = ['web-server', 'outbox-publisher', 'prime-check-worker', 'dlq-manager'] as const;

let database: TestDatabase;
let apps: AppProcess[];
let url: string;

beforeAll(async () => {
  database = await createTestDatabase();
  const namespace = createNamespace();
  apps = await Promise.all(
    APPS.map(async (name) =>
      startApp(name, {
        ...appEnvironment({ database: await database.account(name), namespace }),
        ...(name === 'web-server' && {
          ADMIN_API_KEYS: Object.entries(KEYS)
            .map(([role, key]) => `the-${role}:${role}:${key}`)
            .join(','),
        }),
      }),
    ),
  );
  await Promise.all(apps.map((app) => app.ready()));
  url = apps[0]?.url ?? '';
});

afterAll(async () => {
  await Promise.all(apps.map((app) => app.kill()));
  await database.drop();
});

const ballast = (args: string, role: keyof typeof KEYS = 'operator') => runCli(words(args), { url, key: KEYS[role] });

/** Splits at spaces, save within quotes. */
function words(line: string): string[] {
  return [...line.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '');
}

function jsonOf(run: CliRun): unknown {
  expect(run.stderr).toBe('');
  return JSON.parse(run.stdout);
}

describe('letters', () => {
  test('are found by a query, shown whole with their history, and counted', async () => {
    const [first] = await deadRequests(database.db, 3, { code: 'smtp_421', message: 'found by a query' });
    const found = await ballast(`dlq list 'code:smtp_421 AND "found by"' --json`, 'viewer');
    expect(DeadLetterListSchema.parse(jsonOf(found)).items).toHaveLength(3);

    const [shown, raw, timeline, stats] = await Promise.all([
      ballast(`dlq show ${first?.requestId} --json`, 'viewer'),
      ballast(`dlq show ${first?.letterId} --raw`, 'viewer'),
      ballast(`timeline ${first?.requestId}`, 'viewer'),
      ballast('dlq stats', 'viewer'),
    ]);
    expect(DeadLetterDetailSchema.parse(jsonOf(shown))).toMatchObject({ id: first?.letterId, error_code: 'smtp_421' });
    expect(JSON.parse(raw.stdout)).toMatchObject({ id: first?.requestId, payload: { number: '1000003' } });
    expect(timeline.stdout).toMatch(/\taccepted\t.*\n(.*\n)*.*\tdead_lettered\t.*became dead letter/);
    expect(stats).toMatchObject({ exitCode: 0, stdout: expect.stringMatching(/^pending\t[1-9]/) });
  });

  test('are not found by a query that cannot be read, which is shown with a caret under its fault', async () => {
    const run = await ballast(`dlq list 'code:smtp_421 AND'`, 'viewer');
    expect(run).toMatchObject({ exitCode: 2, stdout: '' });
    expect(run.stderr).toMatch(/^ballast: the query cannot be read\. .*\n {2}code:smtp_421 AND\n {19}\^\n$/);
  });

  test('that nobody has are one line and exit code 1', async () => {
    const run = await ballast('dlq show 999999999', 'viewer');
    expect(run).toEqual({
      exitCode: 1,
      stdout: '',
      stderr: `ballast: No dead letter has this id, nor its message (GET ${url}/api/dlq/messages/999999999).\n`,
    });
  });

  test('are edited as their contract allows, the original kept', async () => {
    const [letter] = await deadRequests(database.db, 1, { code: 'edit_me', message: 'a number to be edited' });
    const { payload } = DeadLetterDetailSchema.parse(jsonOf(await ballast(`dlq show ${letter?.letterId} --json`)));
    const edit = (number: unknown, args: string) =>
      runCli(words(`dlq edit ${letter?.letterId} --file - ${args}`), {
        url,
        key: KEYS.operator,
        input: JSON.stringify({ ...(payload as object), payload: { number } }),
      });

    const planned = await edit('1000033', '--dry-run');
    expect(planned.stdout).toBe('/payload/number\n  - "1000003"\n  + "1000033"\n');
    const wrong = await edit(-1, '--yes');
    expect(wrong).toMatchObject({ exitCode: 1, stdout: '' });
    expect(wrong.stderr).toMatch(/^ballast: The edited message does not fit its contract: .*number.*\n$/);

    expect(await edit('1000033', '--yes --reason typo')).toMatchObject({ exitCode: 0 });
    const shown = await ballast(`dlq show ${letter?.letterId}`);
    expect(shown.stdout).toContain('Payload of the next redrive');
    expect(shown.stdout).toMatch(/1000003[\s\S]*1000033/);
  });

  test('are discarded and brought back, and the audit log says who and why', async () => {
    await deadRequests(database.db, 2, { code: 'discard_me', message: 'not wanted' });
    expect((await ballast('dlq discard --query code:discard_me --dry-run')).stdout).toContain(
      'Would discard 2 dead letters',
    );
    const discarded = await ballast(`dlq discard --query code:discard_me --yes --reason 'not wanted' --json`);
    const { discard_id } = jsonOf(discarded) as { discard_id: string };
    const pending = () => ballast('dlq list code:discard_me --status pending --json').then(jsonOf);
    expect(await pending()).toMatchObject({ items: [] });
    expect((await ballast(`dlq undo ${discard_id} --yes --reason oops`)).stdout).toBe(
      '2 dead letters pending again.\n',
    );
    expect(await pending()).toMatchObject({ items: [{}, {}] });

    const audit = AuditListSchema.parse(
      jsonOf(await ballast('dlq audit --actor the-operator --limit 200 --json', 'viewer')),
    );
    expect(audit.items.filter(({ reason }) => reason === 'not wanted' || reason === 'oops')).not.toEqual([]);
    const [verified, exported] = await Promise.all([ballast('dlq audit verify'), ballast('dlq audit export')]);
    expect(verified.stdout).toMatch(/^✓ The chain of [\d,]+ entr(y|ies) is intact\.\n$/);
    expect(
      exported.stdout
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line).seq)
        .slice(0, 2),
    ).toEqual([1, 2]);
  });

  test('that failed alike are a group, named by the first digits of its fingerprint', async () => {
    await deadRequests(database.db, 4, { code: 'group_me', message: 'all of the same kind' });
    const groups = await ballast('dlq groups --limit 200 --json', 'viewer');
    const { items } = jsonOf(groups) as { items: { fingerprint: string; error_code?: string; pending: number }[] };
    const group = items.find(({ error_code }) => error_code === 'group_me');
    expect(group?.pending).toBe(4);
    const prefix = group?.fingerprint.slice(0, 12);
    expect((await ballast(`dlq list --group ${prefix}`)).stdout.trimEnd().split('\n')).toHaveLength(5);
    expect((await ballast(`dlq groups resolve ${prefix} --yes --reason fixed`)).stdout).toContain('\tresolved\n');
    expect((await ballast(`dlq groups reopen ${prefix} --yes`)).stdout).toContain('\tactive\n');
    expect(await ballast('dlq groups resolve ffffffffffff0 --yes')).toMatchObject({
      exitCode: 1,
      stderr: 'ballast: no group’s fingerprint begins with ffffffffffff0: ballast dlq groups lists them.\n',
    });
  });
});

describe('redrives', () => {
  test('a job is planned, made, watched to its end, and leaves the ledger balanced', async () => {
    const letters = await deadRequests(database.db, 8, { code: 'redrive_me', message: 'the network was away' });
    const plan = await ballast('dlq reprocess --query code:redrive_me --dry-run');
    expect(plan.stdout).toMatch(/^8 of 8 dead letters would be sent again\n/);

    const run = await ballast(
      `dlq reprocess --query code:redrive_me --batch 100 --delay 1s --canary 1,2 --yes --watch --reason 'the network is back'`,
    );
    expect(run.stderr).toContain('8/8  completed  ✓ 1  ✓ 2  ✓ 5');
    expect(run.stdout).toContain('completed\n');
    expect(run.stdout).toContain('outcome\t8 succeeded, of 8 dead letters');
    expect(run.stdout).toMatch(/by\tthe-operator\nreason\tthe network is back/);
    expect(run.exitCode).toBe(0);

    const timeline = await ballast(`timeline ${letters[0]?.requestId}`);
    expect(timeline.stdout).toMatch(/\tredriven\t[\s\S]*\tcompleted\t/);
    const again = await ballast(`dlq reprocess ${letters[0]?.letterId} --yes`);
    expect(again).toMatchObject({ exitCode: 1, stdout: '' });
    expect(again.stderr).toMatch(/^ballast: All letters were refused\. .*\n$/);
    expect(await ballast('ledger')).toMatchObject({
      exitCode: 0,
      stdout: expect.stringMatching(/requests\t\d+\t\d+\t\d+\t\d+\t\d+\t0\t/),
    });
  });

  test('a job is paused, resumed and cancelled; what it has not sent stays pending', async () => {
    await deadRequests(database.db, 3, { code: 'hold_me', message: 'later' });
    const made = await ballast('dlq reprocess --query code:hold_me --start-in 1h --detach --yes --json');
    const { id } = RedriveJobSchema.parse(jsonOf(made));
    expect((await ballast(`dlq jobs pause ${id} --yes`)).stdout).toContain(`Redrive job ${id}  paused`);
    expect((await ballast(`dlq jobs --state paused`)).stdout).toContain(id);
    expect((await ballast(`dlq jobs resume ${id} --yes`)).stdout).toContain(`Redrive job ${id}  running`);
    expect((await ballast(`dlq jobs cancel ${id} --yes --reason 'not now'`)).stdout).toContain(
      `Redrive job ${id}  cancelled`,
    );
    const shown = await ballast(`dlq jobs show ${id}`);
    expect(shown.stdout).toContain('3 cancelled, of 3 dead letters');
    const refused = await ballast(`dlq jobs resume ${id} --yes`);
    expect(refused).toMatchObject({ exitCode: 1, stdout: '', stderr: expect.stringMatching(/^ballast: .*\n$/) });
    expect(jsonOf(await ballast('dlq list code:hold_me --status pending --json'))).toMatchObject({
      items: [{}, {}, {}],
    });
  });

  test('ballast dlq reprocess --batch 100 --delay 1s takes all that is pending', async () => {
    await deadRequests(database.db, 2, { code: 'any', message: 'one of many' });
    const run = await ballast('dlq reprocess --batch 100 --delay 1s --start-in 1h --yes --json');
    const job = RedriveJobSchema.parse(jsonOf(run));
    expect(job).toMatchObject({ rate_per_second: 100, state: 'running' });
    expect(job.total).toBeGreaterThanOrEqual(2);
    expect(job.reason).toMatch(/^ballast dlq reprocess --batch 100 --delay 1s/);
    await ballast(`dlq jobs cancel ${job.id} --yes`);
  });

  test('rules are made, changed, switched and taken away, by an admin alone', async () => {
    const create = 'dlq rules create my-rule --pattern never-seen --wait 30m --max 2 --hours 22-6 --yes';
    expect(await ballast(create)).toMatchObject({
      exitCode: 1,
      stderr:
        'ballast: this key may not do that: This needs the role admin; the key of the-operator has the role operator.\n',
    });
    expect((await ballast(create, 'admin')).stdout).toContain('Rule my-rule  shadow');
    expect(
      (await ballast('dlq rules set my-rule --wait 1h --hours any --mode active --yes', 'admin')).stdout,
    ).toContain('waits\t1 h');
    expect((await ballast('dlq rules disable my-rule --yes', 'admin')).stdout).toContain('Rule my-rule  off');
    const pattern = await ballast(`dlq rules set my-rule --pattern '(' --yes`, 'admin');
    expect(pattern).toMatchObject({ exitCode: 1, stderr: expect.stringMatching(/^ballast: .*\n$/) });

    const off = await ballast('dlq rules disable --all --yes --reason storm --json', 'admin');
    expect(RuleListSchema.parse(jsonOf(off)).enabled).toBe(false);
    const on = await ballast('dlq rules enable --all --yes --json', 'admin');
    expect(RuleListSchema.parse(jsonOf(on)).enabled).toBe(true);
    expect((await ballast('dlq rules delete my-rule --yes', 'admin')).stdout).toBe('Deleted the rule my-rule.\n');
    expect((await ballast('dlq rules show my-rule', 'viewer')).exitCode).toBe(1);
    expect((await ballast('dlq rules', 'viewer')).stdout).not.toContain('my-rule');
  });

  test('a query has a name while its view is there', async () => {
    await deadRequests(database.db, 1, { code: 'view_me', message: 'seen through a view' });
    expect((await ballast(`dlq views save 'my view' 'code:view_me' --yes`)).stdout).toContain(
      'my view\tcode:view_me\tthe-operator',
    );
    expect(jsonOf(await ballast(`dlq list --view 'my view' --json`, 'viewer'))).toMatchObject({
      items: [{ error_code: 'view_me' }],
    });
    expect((await ballast(`dlq views save other 'code:' --yes`)).stderr).toMatch(/ {7}\^\n$/);
    expect((await ballast(`dlq views delete 'my view' --yes`)).stdout).toBe('Deleted the view "my view".\n');
  });
});

describe('the system', () => {
  test('status says what is wrong and what to do: here nobody sends mails', async () => {
    const run = await until(async () => {
      const one = await ballast('status --json', 'viewer');
      return one.stdout !== '' && one;
    });
    const { problems } = SystemSchema.parse(jsonOf(run));
    expect(problems.find(({ what }) => what.includes('email-send-worker'))).toMatchObject({ severity: 'critical' });
    expect(run.exitCode).toBe(1);
    const text = await ballast('status', 'viewer');
    expect(text.stdout).toMatch(/\nCRITICAL\tNo email-send-worker .*\tStart email-send-worker/);
    expect(text.stdout).toMatch(/\nservices\t.*prime-check-worker healthy/);
  });

  test('workers, breakers and streams are those of the running processes', async () => {
    const [workers, breakers, streams, info, pending] = await Promise.all(
      ['workers', 'breakers', 'streams', 'streams info primecheck_stream', 'streams pending'].map((args) =>
        ballast(args, 'viewer'),
      ),
    );
    expect(workers?.stdout).toMatch(/\tprime-check-worker\thealthy\t/);
    expect(breakers).toMatchObject({ exitCode: 0, stderr: '' });
    expect(streams?.stdout).toMatch(/primecheck_stream\t/);
    expect(info?.stdout).toMatch(/Consumers[\s\S]*\tprimecheck_consumer\t/);
    expect(pending?.stdout).toMatch(/\tprimecheck_consumer\t\d+\t/);
  });

  test('a stream is emptied by an admin alone, and one that is not there is told', async () => {
    const purge = 'streams purge emailsend_stream --yes --reason test';
    expect(await ballast(purge)).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining('This needs the role admin'),
    });
    expect((await ballast(purge, 'admin')).stdout).toMatch(/^Deleted \d+ messages of emailsend_stream\.\n$/);
    expect(await ballast('streams info nothing')).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining('ballast: There is no stream of this name (GET '),
    });
  });

  test('the ledger is verified against the evidence', async () => {
    const run = await ballast('ledger --verify', 'viewer');
    expect(run.stdout).toMatch(/^LEDGER\tACCEPTED[\s\S]*\nrequests\t/);
    expect(run).toMatchObject({ exitCode: 0, stderr: '' });
  });

  test('an unknown key is told', async () => {
    const run = await runCli(['status'], { url, key: 'wrong' });
    expect(run).toMatchObject({ exitCode: 1, stdout: '', stderr: expect.stringContaining('does not know this key') });
  });
});
