import { defineConfig } from 'vitest/config';
import { LongFirst } from './scripts/suite/long-first.ts';

const ON_A_FRESH_STACK = {
  globalSetup: ['scripts/e2e/fresh-stack.ts'],
  testTimeout: 120_000,
  // A whole stack and a browser on one machine: what comes within a second elsewhere may take some here.
  expect: { poll: { timeout: 20_000 } },
  hookTimeout: 120_000,
  maxWorkers: 1,
};

/** They break what others need, and measure what others do. */
const ALONE = 'scripts/e2e/*.alone.e2e.test.ts';

// `unit` needs nothing but Node, and tools whose version decides nothing (Helm, Prometheus' own); `integration` starts real servers once
// and gives every file its own database and NATS namespace; `browser` builds the page once and opens it in Chromium; `e2e` starts
// the product as a newcomer would, and `e2e-alone` does so once more. Files run in random order, those that take long first: a test
// that needs its neighbour is a bug. Files of `unit` share their workers' processes: to make one for each, and to load the same
// modules in it again, costs more than most of them do.
export default defineConfig({
  test: {
    sequence: { shuffle: true, sequencer: LongFirst },
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['{apps,packages,examples,scripts}/**/*.unit.test.ts'],
          testTimeout: 60_000,
          isolate: false,
        },
      },
      {
        extends: true,
        test: {
          name: 'integration',
          include: ['{apps,packages,examples,scripts}/**/*.integration.test.ts'],
          globalSetup: ['packages/testkit/src/global-setup.ts'],
          // Bounds of what hangs: with the servers of three files on two cores, the start of one process has taken a minute.
          testTimeout: 180_000,
          hookTimeout: 180_000,
          maxWorkers: 3,
        },
      },
      {
        extends: true,
        test: {
          name: 'browser',
          include: ['{apps,packages,scripts}/**/*.browser.test.ts'],
          globalSetup: ['apps/web-client/test/build-page.ts'],
          testTimeout: 30_000,
          // What comes within a second may take some on a loaded machine.
          expect: { poll: { timeout: 10_000 } },
          hookTimeout: 60_000,
          maxWorkers: 2,
        },
      },
      {
        extends: true,
        test: {
          name: 'e2e',
          include: ['scripts/e2e/*.e2e.test.ts'],
          exclude: [ALONE],
          ...ON_A_FRESH_STACK,
        },
      },
      { extends: true, test: { name: 'e2e-alone', include: [ALONE], ...ON_A_FRESH_STACK } },
    ],
  },
});
