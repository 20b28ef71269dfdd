import { setTimeout as pause } from 'node:timers/promises';
import { until } from '@ballast/testkit';
import { afterEach, expect, it } from 'vitest';
import { allCompleted, count, type Pipeline, startPipeline } from './start-pipeline.ts';
import { submitMany } from './submit-many.ts';

let target: Pipeline | undefined;

afterEach(async () => {
  await target?.close();
});

it('SMTP down for a minute, then up: every mail arrives once, no attempt is counted, nothing is dead-lettered', async () => {
  const pipeline = await startPipeline();
  target = pipeline;
  await pipeline.sink.stop();
  const ids = await submitMany(pipeline, 60);
  await allCompleted(pipeline, ids);
  // The length of the outage is what is being tested here.
  await pause(60_000);
  expect(pipeline.sink.mails.length).toBe(0);
  await pipeline.sink.start();
  await until(async () => (await count(pipeline, "email_deliveries WHERE status = 'sent'")) === 20, {
    timeoutMs: 60_000,
    everyMs: 100,
  });
  expect(new Set(pipeline.sink.mails.map((mail) => mail.messageId)).size).toBe(20);
  expect(pipeline.sink.mails.length).toBe(20);
  expect(await count(pipeline, "message_processing_logs WHERE status = 'failed'")).toBe(0);
  expect(await count(pipeline, 'dead_letter_messages')).toBe(0);
}, 300_000);
