import { fileURLToPath } from 'node:url';
import { HEADER } from '@ballast/contracts';
import { ArticleCreated } from '@ballast/contracts/events';
import { done } from '@ballast/reliability';
import { type AppProcess, createNamespace, startApp, testServers, until } from '@ballast/testkit';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { GroupBench } from '../test/group-bench.ts';
import { on } from './group-options.ts';
import { decodeHeaderText } from './header-text.ts';
import type { Messaging } from './messaging.ts';

const MEMBER = fileURLToPath(new URL('../test/group-member.fixture.ts', import.meta.url));
/** Short, so that what a dead member had comes again soon; a live one that stands still for a second keeps what it has. */
const ACK_WAIT_MS = 3000;

const NATS = testServers().nats.servers[0] ?? '';
let bench: GroupBench;
let messaging: Messaging;
const started: AppProcess[] = [];
beforeEach(async () => {
  bench = new GroupBench(NATS, createNamespace());
  messaging = await bench.connectWithStreams();
});
afterEach(async () => {
  await Promise.all(started.splice(0).map((member) => member.kill()));
  await bench.close();
});

async function startMember(worker: string, env: Record<string, string> = {}): Promise<AppProcess> {
  const own = { NATS, NAMESPACE: bench.namespace, WORKER: worker, ACK_WAIT_MS: String(ACK_WAIT_MS) };
  const member = await startApp('member', { ...own, ...env }, MEMBER);
  started.push(member);
  return member;
}
const begun = ({ logs }: AppProcess) => logs.filter((line) => line.startsWith('began '));

test('what a member had that was killed goes to another, and no attempt is spent', async () => {
  const ids = Array.from({ length: 6 }, (_, nth) => `event-${nth}`);
  const member = await startMember('dead');
  await until(() => bench.hasGroup(messaging, 'tagger'));
  await Promise.all(ids.map((id) => bench.publishEvent(messaging, id)));
  // As many as it does at once, and the others wait for it.
  await until(async () => begun(member).length === 4 && (await bench.inHand(messaging)) === ids.length);
  await member.kill();

  const seen: string[] = [];
  bench.join(messaging, {
    handlers: [
      on(ArticleCreated, async ({ identity, attempt, redelivered }) => {
        seen.push(`${identity.id} ${attempt} ${redelivered}`);
        return done;
      }),
    ],
  });
  await until(() => seen.length === ids.length, { timeoutMs: 20_000 });
  expect(seen.sort()).toEqual(ids.map((id) => `${id} 1 true`));
  expect(await bench.letters(messaging)).toEqual([]);
});

test('members that are killed and started again under load lose nothing, and nothing innocent becomes a letter', async () => {
  const ids = Array.from({ length: 300 }, (_, nth) => `event-${nth}`);
  const env = { KILLER: 'none of them' };
  const members = await Promise.all(['a', 'b', 'c'].map((worker) => startMember(worker, env)));
  await until(() => bench.hasGroup(messaging, 'tagger'));
  const countBegun = () => started.flatMap(begun).length;
  for (let round = 0; round < 6; round += 1) {
    const before = countBegun();
    await Promise.all(ids.slice(50 * round, 50 * round + 50).map((id) => bench.publishEvent(messaging, id)));
    // In the middle of them, whoever had them.
    await until(() => countBegun() >= before + 15);
    await members.shift()?.kill();
    members.push(await startMember(`member-${round}`, env));
  }

  await until(() => bench.isSettled(messaging), { timeoutMs: 60_000 });
  const seen = new Set(started.flatMap(begun).map((line) => line.slice('began '.length)));
  expect([...seen].sort()).toEqual([...ids].sort());
  expect(await bench.letters(messaging)).toEqual([]);
}, 120_000);

test('an event that kills every member is poison by its fifth delivery, and what was in flight beside it is done', async () => {
  const ids = Array.from({ length: 6 }, (_, nth) => `event-${nth}`);
  await Promise.all([...ids, 'killer'].map((id) => bench.publishEvent(messaging, id)));
  const letters = () => bench.letters(messaging);
  let deaths = 0;
  // As a supervisor does: whenever the only member has died, the next one is started.
  while ((await letters()).length === 0) {
    const member = await startMember(`member-${deaths}`, { KILLER: 'killer' });
    await Promise.race([member.exited, until(async () => (await letters()).length > 0, { timeoutMs: 30_000 })]);
    if ((await letters()).length === 0) deaths += 1;
  }

  expect(deaths).toBe(4);
  const [letter] = await letters();
  expect(letter?.headers).toMatchObject({
    [HEADER.messageId]: 'killer:r0:e1',
    [HEADER.originSubject]: 'hub.alt_events_articles.ArticleCreated.tagger',
    [HEADER.errorType]: 'poison',
    [HEADER.errorCode]: 'worker_killer',
  });
  expect(decodeHeaderText(letter?.headers[HEADER.errorMessage] ?? '')).toContain('workers died');
  await until(() => bench.isSettled(messaging), { timeoutMs: 30_000 });
  expect(await letters()).toHaveLength(1);
}, 120_000);
