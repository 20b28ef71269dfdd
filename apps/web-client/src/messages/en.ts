import { batch } from './en/batch.ts';
import { mailStop } from './en/mail-stop.ts';
import { results } from './en/results.ts';
import { routing } from './en/routing.ts';

/** The words of the pages that are for everybody, by area. They are part of the first page. */
export const en = {
  'mail-stop': mailStop,
  results,
  batch,
  routing,
} as const;
