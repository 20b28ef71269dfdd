import type { FreshStack } from './fresh-stack.ts';

export interface Stack extends FreshStack {
  /** A URL of one of the stack's processes, by the port it has without an offset. */
  url(port: number, path?: string): string;
}

/** The stack that the global set-up started. */
export function freshStack(): Stack {
  const text = process.env.BALLAST_E2E;
  if (text === undefined) throw new Error('no stack: the global set-up of the e2e project did not run');
  const stack = JSON.parse(text) as FreshStack;
  return {
    ...stack,
    url: (port, path = '') => `http://127.0.0.1:${port + stack.portOffset}${path}`,
  };
}

export const WEB_PORT = 8080;
export const HUB_PORT = 9500;
export const MAIL_UI_PORT = 18025;
export const NATS_PORT = 14222;
export const SMTP_PORT = 11025;
