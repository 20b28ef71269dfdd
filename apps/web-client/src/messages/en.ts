import { batch } from './en/batch.ts';
import { mailStop } from './en/mail-stop.ts';
import { preferences } from './en/preferences.ts';
import { results } from './en/results.ts';
import { routing } from './en/routing.ts';
import { shortcuts } from './en/shortcuts.ts';

/** The words of the pages that are for everybody, by area. They are part of the first page. */
export const en = {
  'mail-stop': mailStop,
  results,
  batch,
  routing,
  preferences,
  shortcuts,
} as const;
