import { mock } from 'node:test';
import type { Page } from 'playwright-core';
import type { FakeServer } from '../fake-server/fake-server.ts';

/** When every picture is taken: a picture changes only when what it shows does. */
export const NOW = Date.parse('2026-11-27T09:41:00.000Z');

/** A page in one of its states. Its pictures are `<name>-<light|dark>-<desktop|phone>.png`. */
export interface PageScene {
  /** `<page>-<state>`. */
  readonly name: string;
  readonly path: string;
  /** Fills the server before the page is opened. */
  readonly prepare?: (server: FakeServer) => void;
  /** Brings the page into the state, and awaits that it shows it. */
  readonly show: (page: Page, server: FakeServer) => Promise<unknown>;
  /** The whole page, and not what is in view alone. */
  readonly isWhole?: boolean;
}

/** A mail, as a mail program shows its HTML. */
export interface MailScene {
  readonly name: string;
  readonly render: () => Promise<{ readonly html: string }>;
}

export type Scene = PageScene | MailScene;

export const ago = (seconds: number) => new Date(Date.now() - seconds * 1_000).toISOString();

/** An id that is the same each time. */
export const idOf = (place: number) => `0193ab40-5f7a-7c1e-b1d2-${place.toString(16).padStart(12, '0')}`;

/** Lets time pass, for the server and for the page. */
export async function pass(page: Page, seconds: number): Promise<void> {
  const now = Date.now() + seconds * 1_000;
  mock.timers.setTime(now);
  await page.clock.setFixedTime(now);
}
