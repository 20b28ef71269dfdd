import { SUBJECT } from '@ballast/contracts';
import { answerRequests } from '@ballast/messaging';
import { until } from '@ballast/testkit';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { HubBench } from './hub-bench.ts';

let bench: HubBench;
let generator: { close: () => Promise<void> } | undefined;
beforeAll(async () => {
  bench = new HubBench();
  await bench.start();
});
afterAll(() => bench.close());
afterEach(async () => {
  await generator?.close();
  generator = undefined;
});

const ARTICLE = { article_id: 'a-1', title: 'Primes', content: 'Two, three, five.', feed_id: 'f-1' };
const generate = (changes: Record<string, unknown> = {}) =>
  bench.call('GenerateTagsForArticle', { ...ARTICLE, ...changes });

async function answerWith(answer: (request: Record<string, unknown>) => Promise<string>): Promise<void> {
  generator = await answerRequests(bench.messaging, SUBJECT.tagGeneration, (body) =>
    answer(JSON.parse(new TextDecoder().decode(body))),
  );
}

test('the generator gets the article, and its answer is the caller’s', async () => {
  const asked: unknown[] = [];
  await answerWith(async (request) => {
    asked.push(request);
    const tags = [{ id: 't-1', name: 'mathematics', confidence: 0.5 }];
    return JSON.stringify({ success: true, article_id: request.article_id, tags, inference_ms: 12.5, later: true });
  });
  expect(await generate()).toMatchObject({
    status: 200,
    body: {
      success: true,
      articleId: 'a-1',
      tags: [{ id: 't-1', name: 'mathematics', confidence: 0.5 }],
      inferenceMs: 12.5,
    },
  });
  expect(asked).toEqual([{ ...ARTICLE, timeout_ms: 60_000 }]);
});

test('a generator that failed says so in its answer, which is an answer', async () => {
  await answerWith(async () => JSON.stringify({ success: false, error_message: 'the model is loading' }));
  expect(await generate()).toMatchObject({
    status: 200,
    body: { articleId: 'a-1', errorMessage: 'the model is loading' },
  });
});

test.each([
  [0, 60_000],
  [1_500, 1_500],
  [120_000, 120_000],
  [120_001, 120_000],
])('timeout_ms %i waits for %i ms at most', async (asked, waited) => {
  let told: unknown;
  await answerWith(async ({ timeout_ms }) => {
    told = timeout_ms;
    return '{"success":true}';
  });
  await generate({ timeout_ms: asked });
  expect(told).toBe(waited);
});

test('an answer that does not come in time is deadline_exceeded', async () => {
  await answerWith(() => new Promise(() => undefined));
  expect(await generate({ timeout_ms: 50 })).toMatchObject({ status: 504, body: { code: 'deadline_exceeded' } });
});

test('a caller that waits no longer than a moment is answered in that moment', async () => {
  await answerWith(() => new Promise(() => undefined));
  const answer = await bench.call('GenerateTagsForArticle', ARTICLE, { 'connect-timeout-ms': '50' });
  expect(answer.body.code).toBe('deadline_exceeded');
});

test('when no generator listens it is unavailable, at once', async () => {
  const { body } = await generate();
  expect(body).toEqual({ code: 'unavailable', message: 'no tag generator can be reached now' });
});

test('an answer that nobody can read is internal, and the generator’s words are not told', async () => {
  await answerWith(async () => '<secret words>');
  const { body } = await generate();
  expect(body).toEqual({ code: 'internal', message: 'the tag generator’s answer cannot be read' });
  await until(() => bench.hub.logs.some((line) => line.includes('GenerateTagsForArticle') && line.includes('error')));
});

test.each([
  [{ article_id: '' }, 'article_id'],
  [{ title: ' ', content: '' }, 'title or content'],
  [{ timeout_ms: -1 }, 'timeout_ms'],
])('%j is invalid_argument', async (changes, field) => {
  const { body } = await generate(changes);
  expect(body.code).toBe('invalid_argument');
  expect(body.message).toContain(field);
});
