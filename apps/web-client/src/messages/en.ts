import { account } from './en/account.ts';
import { batch } from './en/batch.ts';
import { check } from './en/check.ts';
import { design } from './en/design.ts';
import { errors } from './en/errors.ts';
import { forms } from './en/forms.ts';
import { live } from './en/live.ts';
import { mailStop } from './en/mail-stop.ts';
import { numbers } from './en/numbers.ts';
import { preferences } from './en/preferences.ts';
import { results } from './en/results.ts';
import { routing } from './en/routing.ts';
import { shortcuts } from './en/shortcuts.ts';
import { time } from './en/time.ts';

/** The words of the pages that are for everybody, by area. They are part of the first page. */
export const en = {
  account,
  batch,
  check,
  design,
  errors,
  forms,
  live,
  'mail-stop': mailStop,
  numbers,
  results,
  routing,
  preferences,
  shortcuts,
  time,
} as const;
