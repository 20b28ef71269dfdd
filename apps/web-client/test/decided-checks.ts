import type { Page } from 'playwright-core';
import type { FakeServer } from './fake-server/fake-server.ts';

/** The rows of the list as they stand on the page. */
export const rows = (page: Page) => page.locator('section li');

/** Puts decided checks of 1000, 1001, ... there, a minute old. */
export function addDecided(server: FakeServer, count: number): void {
  for (let n = 0; n < count; n += 1) {
    const { id } = server.checks.add({
      number: String(1_000 + n),
      created_at: new Date(Date.now() - 60_000).toISOString(),
    });
    server.checks.decide(id);
  }
}
