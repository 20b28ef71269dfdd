import type { en } from './en.ts';
import { batch } from './ja/batch.ts';
import { mailStop } from './ja/mail-stop.ts';
import { preferences } from './ja/preferences.ts';
import { results } from './ja/results.ts';
import { routing } from './ja/routing.ts';
import { shortcuts } from './ja/shortcuts.ts';
import type { Translated } from './translated.ts';

export const ja = {
  'mail-stop': mailStop,
  results,
  batch,
  routing,
  preferences,
  shortcuts,
} satisfies Translated<typeof en>;
