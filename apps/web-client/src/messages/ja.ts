import type { en } from './en.ts';
import { mailStop } from './ja/mail-stop.ts';
import { routing } from './ja/routing.ts';
import type { Translated } from './translated.ts';

export const ja = {
  'mail-stop': mailStop,
  routing,
} satisfies Translated<typeof en>;
