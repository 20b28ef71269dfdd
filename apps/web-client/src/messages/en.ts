import { mailStop } from './en/mail-stop.ts';
import { routing } from './en/routing.ts';

/** The words of the pages that are for everybody, by area. They are part of the first page. */
export const en = {
  'mail-stop': mailStop,
  routing,
} as const;
