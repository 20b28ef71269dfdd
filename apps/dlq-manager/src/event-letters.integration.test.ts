import { firstIdentity, formatEventId, groupEventSubject, HEADER } from '@ballast/contracts';
import { ArticleCreated } from '@ballast/contracts/events';
import { type Database, openDatabase } from '@ballast/database';
import {
  createRedriveJob,
  discardLetters,
  editLetter,
  parseQuery,
  readJob,
  searchLetters,
} from '@ballast/dead-letters';
import { type Consumer, consumeGroup, ensureEventStream, on } from '@ballast/messaging';
import { dead, done, retry } from '@ballast/reliability';
import { createLogger, createMetrics } from '@ballast/telemetry';
import { until } from '@ballast/testkit';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ManagerBench } from '../test/manager-bench.ts';

const BY = { operator: 'alice', reason: 'the index is back' };
const subjectOf = (group: string) => groupEventSubject(ArticleCreated.subject, group);

let bench: ManagerBench;
/** As the operators' API connects. */
let web: Database;
let members: Consumer[];
/** `<group> <id>:r<generation> <title>` of everything that a handler was given. */
let seen: string[];
beforeEach(async () => {
  members = [];
  seen = [];
  bench = await ManagerBench.open();
  web = await openDatabase(await bench.database.account('web-server'));
  await ensureEventStream(bench.messaging, ArticleCreated.stream, {
    maxMessages: 1000,
    maxAgeMs: 3_600_000,
    maxBytes: 8 * 1024 * 1024,
    replicas: 1,
  });
  await Promise.all([bench.start('dlq-manager'), bench.start('outbox-publisher')]);
});
afterEach(async () => {
  await Promise.all(members.map((member) => member.stop()));
  await web.close();
  await bench.close();
});

type Handle = Parameters<typeof on<{ article_id: string; title?: string | undefined }>>[1];

function join(group: string, handle: Handle): void {
  const member = consumeGroup(bench.messaging, {
    stream: ArticleCreated.stream,
    group,
    concurrency: 2,
    policy: { maxAttempts: 5, initialMs: 20, multiplier: 1, maxMs: 20, jitter: 0 },
    worker: `${group}-1`,
    logger: createLogger({ service: group, level: 'silent' }),
    metrics: createMetrics(group),
    onActivity: () => undefined,
    handlers: [
      on(ArticleCreated, (message, context) => {
        const { identity, payload } = message;
        seen.push(`${group} ${identity.id}:r${identity.generation} ${payload.title}`);
        return handle(message, context);
      }),
    ],
  });
  members.push(member);
}

async function publish(id: string, body: object = envelope(id)): Promise<void> {
  const messageId = formatEventId(firstIdentity(id));
  const headers = { [HEADER.messageId]: messageId, [HEADER.contractVersion]: '1' };
  await bench.messaging.publish({ subject: ArticleCreated.subject, messageId, headers, body: JSON.stringify(body) });
}

function envelope(id: string, title = 'A title') {
  const payload = { article_id: 'article-1', title };
  return { id, type: 'ArticleCreated', version: 1, source: 'alt-backend', created_at: '2026-01-13T00:00:00Z', payload };
}

async function search(query: string) {
  const parsed = parseQuery(query);
  const { items } = await searchLetters(web, { query: parsed, limit: 50 });
  return items;
}

const untilFound = (query: string, count: number) =>
  until(
    async () => {
      const found = await search(query);
      return found.length === count && found;
    },
    { timeoutMs: 60_000, what: `${count} letters of ${query}` },
  );

test('an event that two groups give up is two letters; redriven, it is done by its group alone and its letter is resolved', async () => {
  let isBroken = true;
  join('indexer', async () => (isBroken ? retry({ code: 'index_down', message: 'no index' }) : done));
  join('tagger', async () => dead('permanent', { code: 'no_language', message: 'the language is not known' }));
  join('reader', async () => done);
  await publish('event-1');

  const letters = await untilFound('status:pending', 2);
  expect(letters.find(({ consumer }) => consumer === 'indexer')).toMatchObject({
    original_subject: subjectOf('indexer'),
    original_message_id: 'event-1',
    error_type: 'transient',
    error_code: 'index_down',
    attempts: 5,
  });
  expect(letters.find(({ consumer }) => consumer === 'tagger')).toMatchObject({
    original_subject: subjectOf('tagger'),
    error_type: 'permanent',
    attempts: 1,
  });
  expect(await search(`subject=${subjectOf('tagger')} payload.article_id:article-1`)).toHaveLength(1);

  isBroken = false;
  seen.length = 0;
  const { job, refused } = await createRedriveJob(web, {
    selection: { query: 'consumer:indexer' },
    ...BY,
    waves: [],
    waveDeadlineSeconds: 2,
  });
  expect(refused).toEqual([]);
  await until(async () => (await readJob(web, job?.id ?? '', { limit: 10 }))?.state === 'completed', {
    timeoutMs: 60_000,
    what: 'the job is completed',
  });

  // The job ends when no letter came back: which may be before the group has got the event.
  await until(() => seen.length > 0);
  expect(seen).toEqual(['indexer event-1:r1 A title']);
  expect(await bench.rows('SELECT consumer, status, resolution FROM dead_letter_messages ORDER BY consumer')).toEqual([
    { consumer: 'indexer', status: 'resolved', resolution: 'succeeded' },
    { consumer: 'tagger', status: 'pending', resolution: null },
  ]);
  const { discarded } = await discardLetters(web, {
    selection: { query: 'consumer:tagger' },
    actor: 'alice',
    reason: 'x',
  });
  expect(discarded).toBe(1);
});

test('an edited event is what its group gets, and a redrive that fails again is a letter of the next generation', async () => {
  join('indexer', async ({ payload }) =>
    payload.title === 'Right' ? done : dead('permanent', { code: 'bad_title', message: `${payload.title} is none` }),
  );
  await publish('event-1', envelope('event-1', 'Wrong'));
  const [letter] = await untilFound('status:pending', 1);
  const edit = (payload: object) =>
    editLetter(web, { letter: String(letter?.id), payload, redrive: true, actor: 'alice', reason: 'a better title' });
  await expect(edit({ ...envelope('event-1'), payload: { article_id: 7 } })).rejects.toMatchObject({
    code: 'invalid_edit',
  });
  await expect(edit(envelope('another'))).rejects.toMatchObject({ code: 'invalid_edit' });

  await edit(envelope('event-1', 'Still wrong'));
  const [next] = await untilFound('generation:1', 1);
  expect(next).toMatchObject({ error_code: 'bad_title', original_subject: subjectOf('indexer') });
  await editLetter(web, {
    letter: String(next?.id),
    payload: envelope('event-1', 'Right'),
    redrive: true,
    actor: 'alice',
    reason: 'the best title',
  });
  await until(() => seen.length === 3, { timeoutMs: 60_000 });
  expect(seen).toEqual(['indexer event-1:r0 Wrong', 'indexer event-1:r1 Still wrong', 'indexer event-1:r2 Right']);
});
