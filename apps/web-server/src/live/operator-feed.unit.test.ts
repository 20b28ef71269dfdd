import type { Database } from '@ballast/database';
import { createLogger } from '@ballast/telemetry';
import { until } from '@ballast/testkit';
import { expect, it, onTestFinished } from 'vitest';
import { openOperatorFeed } from './operator-feed.ts';

const PAGES = 500;

it('looks into the database once a second for all operators together, and tells each of them', async () => {
  let looks = 0;
  const db = {
    withConnection: async () => {
      looks += 1;
      return [[{ jobs: looks }]];
    },
  } as unknown as Database;
  const feed = openOperatorFeed({ db, logger: createLogger({ service: 'test', level: 'silent' }) });
  onTestFinished(() => feed.close());
  const told = Array<number>(PAGES).fill(0);
  const begun = performance.now();
  for (let page = 0; page < PAGES; page += 1) {
    feed.follow(() => {
      told[page] = (told[page] ?? 0) + 1;
    });
  }
  await until(() => told.every((times) => times >= 2), { timeoutMs: 20_000 });
  // The first who listens is looked for at once.
  expect(looks).toBeLessThanOrEqual(2 + (performance.now() - begun) / 1_000);
});
