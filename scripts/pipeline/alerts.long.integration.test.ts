import { randomUUID } from 'node:crypto';
import { firstIdentity, PrimeCheckRequested } from '@ballast/contracts';
import type { DeadLetterList } from '@ballast/contracts/operators';
import { withTransaction } from '@ballast/database';
import { DASHBOARD_SLUGS } from '@ballast/monitoring';
import { createOutboxMessage, enqueue } from '@ballast/outbox';
import { activeTraceContext } from '@ballast/telemetry';
import { type AppProcess, startTcpProxy, type TcpProxy, testServers, until } from '@ballast/testkit';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { PAGERDUTY_KEY, startWatch, type Watch } from '../monitoring/test/start-watch.ts';
import { useMonitoringTools } from '../monitoring/test/use-tools.ts';
import { type Pipeline, startPipeline } from './start-pipeline.ts';

const KEY = 'key-of-ada-5f1c8e2d7b';
const WAIT = { timeoutMs: 60_000, everyMs: 100 };
let pipeline: Pipeline;
let watch: Watch;
let proxy: TcpProxy;
/** A web server whose way to the database can be cut. */
let cutOff: AppProcess;
let hub: AppProcess;

beforeAll(async () => {
  useMonitoringTools();
  const { host, port } = testServers().mysql;
  proxy = await startTcpProxy({ host, port });
  pipeline = await startPipeline({
    env: { ADMIN_API_KEYS: `ada:operator:${KEY}`, RECONCILER_INTERVAL_SECONDS: '1' },
  });
  cutOff = await pipeline.start('web-server', { MYSQL_HOST: '127.0.0.1', MYSQL_PORT: String(proxy.port) });
  hub = await pipeline.start('event-hub');
  watch = await startWatch(targets());
  await until(isWatching, { ...WAIT, what: 'Prometheus knows Alertmanager and has read every process' });
});
afterAll(async () => {
  await watch?.close();
  await pipeline?.close();
  await proxy?.close();
});

it('errors are told to Slack, PagerDuty and by mail, with links that lead somewhere, and so is their end', async () => {
  proxy.down();
  await until(async () => {
    await askList(5);
    return told('HighErrorRate').length > 0;
  }, WAIT);
  proxy.up();
  await until(async () => {
    await askList(50);
    return told('HighErrorRate', 'RESOLVED').length > 0;
  }, WAIT);

  const [message] = told('HighErrorRate');
  expect(message).toMatchObject({ channel: '#alerts-critical', attachments: [{ color: 'danger' }] });
  expect(message?.attachments[0].title).toMatch(/^\[CRITICAL\] HighErrorRate: \d+(\.\d+)?% of all requests fail$/);
  expect(message?.attachments[0].text).toContain('More than 5 % of the HTTP requests');
  expect(told('HighErrorRate', 'RESOLVED')[0]).toMatchObject({
    channel: '#alerts-critical',
    attachments: [{ color: 'good' }],
  });
  await expectPaged('HighErrorRate');
  await expectMailed('HighErrorRate');

  const [attachment] = message?.attachments ?? [];
  const links = Object.fromEntries((attachment?.actions ?? []).map(({ text, url }) => [text, url]));
  expect(await textOf(links.Runbook)).toMatch(/^# HighErrorRate\n/);
  const slugs = DASHBOARD_SLUGS.map((slug) => `http://grafana.example/d/ballast-${slug}`);
  expect(slugs).toContain(links.Dashboard);
  expect(links.Query?.startsWith(watch.prometheusUrl)).toBe(true);
  const query = new URL(links.Query ?? '').searchParams.get('g0.expr') ?? '';
  expect(query).toContain('http_requests_total');
  const answer = await textOf(`${watch.prometheusUrl}/api/v1/query?query=${encodeURIComponent(query)}`);
  expect(JSON.parse(answer)).toMatchObject({ status: 'success' });
  await textOf(attachment?.title_link);
});

it('dead letters are told as a warning, which pages nobody, their sudden number as critical; a discard ends both', async () => {
  await enqueueLost(70);
  await until(() => told('DLQBacklog').length > 0 && told('DLQErrorSpike').length > 0, WAIT);
  expect(told('DLQBacklog')[0]).toMatchObject({
    channel: '#alerts-warning',
    attachments: [{ color: 'warning' }],
  });
  // On a busy machine it fires while they are still coming.
  expect(told('DLQBacklog')[0]?.attachments[0].title).toMatch(
    /^\[WARNING\] DLQBacklog: (5[1-9]|6\d|70) dead letters are pending$/,
  );
  expect(told('DLQErrorSpike')[0]?.channel).toBe('#alerts-critical');
  await expectTriggered('DLQErrorSpike');

  await discardAll();
  await until(() => told('DLQBacklog', 'RESOLVED').length > 0 && told('DLQErrorSpike', 'RESOLVED').length > 0, WAIT);
  await expectPaged('DLQErrorSpike');
  expect(watch.pagerduty().filter(({ payload }) => payload.summary.includes('DLQBacklog'))).toEqual([]);
  expect(watch.mails().filter(({ subject }) => subject.includes('DLQBacklog'))).toEqual([]);
});

it('a worker that is killed is told of, and so is the one that takes its place', async () => {
  await pipeline.apps['prime-check-worker'].kill();
  // Another process that stands still for some seconds is told of as well.
  const alert = 'WorkerDown: prime-check-worker';
  await until(() => told(alert).length > 0, WAIT);
  expect(told(alert)[0]?.attachments[0].title).toBe('[CRITICAL] WorkerDown: prime-check-worker is down');
  await expectTriggered(alert);

  const next = await pipeline.start('prime-check-worker');
  await watch.watch(targets(next));
  await until(() => told(alert, 'RESOLVED').length > 0, WAIT);
  await expectPaged(alert);
  await expectMailed(alert);
  expect(await textOf(eventsOf(alert).at(-1)?.links[0]?.href)).toMatch(/^# WorkerDown\n/);
});

/** What Slack was told of an alert, by how its title begins, in the order of its coming. */
function told(alert: string, state: 'FIRING' | 'RESOLVED' = 'FIRING') {
  const isResolved = (title: string) => title.startsWith('[RESOLVED]');
  return watch
    .slack()
    .filter(({ attachments: [{ title }] }) => new RegExp(`\\] ${alert}\\b`).test(title))
    .filter(({ attachments: [{ title }] }) => isResolved(title) === (state === 'RESOLVED'));
}

function eventsOf(alert: string) {
  return watch.pagerduty().filter(({ payload }) => new RegExp(`\\] ${alert}\\b`).test(payload.summary));
}

/** PagerDuty has an incident. */
async function expectTriggered(alert: string): Promise<void> {
  const trigger = await until(() => eventsOf(alert).find(({ event_action }) => event_action === 'trigger'), WAIT);
  expect(trigger).toMatchObject({ routing_key: PAGERDUTY_KEY, payload: { severity: 'critical' } });
}

/** PagerDuty had an incident, and knows that that one is over. */
async function expectPaged(alert: string): Promise<void> {
  await expectTriggered(alert);
  const resolved = await until(() => eventsOf(alert).find(({ event_action }) => event_action === 'resolve'), WAIT);
  expect(eventsOf(alert).map(({ dedup_key }) => dedup_key)).toContain(resolved.dedup_key);
}

/** The operators have a mail of it, in text and HTML with its links, and one of its end. */
async function expectMailed(alert: string): Promise<void> {
  const mails = (word: string) => watch.mails().filter(({ subject }) => subject.startsWith(`[${word}] ${alert}`));
  await until(() => mails('CRITICAL').length > 0 && mails('RESOLVED').length > 0, WAIT);
  const [mail] = mails('CRITICAL');
  expect(mail?.to).toEqual(['operators@example.com']);
  for (const body of [mail?.text, mail?.html]) {
    expect(body).toMatch(new RegExp(`${watch.prometheusUrl}/consoles/[a-z-]+\\.md`));
    expect(body).toContain('http://grafana.example/d/ballast-');
  }
}

/** Asks both servers for the list: the second one fails while its way to the database is cut. */
async function askList(times: number): Promise<void> {
  await Promise.all(
    Array.from({ length: times }, (_, index) =>
      fetch(`${index % 5 === 0 ? cutOff.url : pipeline.apps['web-server'].url}/prime-check`).then((answer) =>
        answer.text(),
      ),
    ),
  );
}

/** Messages about requests that are nowhere: each is a dead letter at its first attempt. */
async function enqueueLost(count: number): Promise<void> {
  const { db } = pipeline.database;
  await withTransaction(db, async (tx) => {
    const messages = Array.from({ length: count }, () =>
      createOutboxMessage(
        PrimeCheckRequested,
        firstIdentity(randomUUID()),
        'prime_check',
        { number: '97' },
        new Date(),
        activeTraceContext(),
      ),
    );
    await enqueue(tx, messages);
  });
}

async function discardAll(): Promise<void> {
  const url = `${pipeline.apps['web-server'].url}/api/dlq`;
  const headers = { authorization: `Bearer ${KEY}`, 'content-type': 'application/json' };
  const { items } = (await (
    await fetch(`${url}/messages?status=pending&limit=100`, { headers })
  ).json()) as DeadLetterList;
  const body = JSON.stringify({ message_ids: items.map(({ id }) => id), reason: 'they were made for a test' });
  expect((await fetch(`${url}/discard`, { method: 'DELETE', headers, body })).status).toBe(200);
}

function targets(worker = pipeline.apps['prime-check-worker']) {
  const { apps } = pipeline;
  const at = ({ port }: AppProcess) => `127.0.0.1:${port}`;
  return {
    'web-server': [at(apps['web-server']), at(cutOff)],
    'outbox-publisher': [at(apps['outbox-publisher'])],
    'prime-check-worker': [at(worker)],
    'email-send-worker': [at(apps['email-send-worker'])],
    'dlq-manager': [at(apps['dlq-manager'])],
    'event-hub': [at(hub)],
  };
}

async function isWatching(): Promise<boolean> {
  const ask = async (path: string) => JSON.parse(await textOf(`${watch.prometheusUrl}/api/v1/${path}`)).data;
  const { activeAlertmanagers } = (await ask('alertmanagers')) as { activeAlertmanagers: unknown[] };
  const { activeTargets } = (await ask('targets')) as { activeTargets: { health: string }[] };
  return activeAlertmanagers.length > 0 && activeTargets.every(({ health }) => health === 'up');
}

/** What a link leads to. */
async function textOf(url: string | undefined): Promise<string> {
  const response = await fetch(url ?? 'no link');
  expect(response.status, url).toBe(200);
  return await response.text();
}
