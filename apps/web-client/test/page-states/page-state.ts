import type { Session } from '@ballast/contracts';
import type { Page } from 'playwright-core';
import type { FakeServer } from '../fake-server/fake-server.ts';

/** Something that a page can look like, and the way there. */
export interface PageState {
  readonly state: string;
  readonly path: string;
  readonly session?: Session;
  /** Prepares the server before the page is opened; may say where the state is found instead of at `path`. */
  readonly prepare?: (server: FakeServer) => string | undefined;
  /** What is done on the page until it looks so. Resolves when it does. */
  readonly reach: (page: Page, server: FakeServer) => Promise<unknown>;
  /** The way there needs no English word, so that it is looked at in Japanese as well. */
  readonly inJapanese?: boolean;
}
