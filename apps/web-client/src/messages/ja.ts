import type { en } from './en.ts';
import { account } from './ja/account.ts';
import { batch } from './ja/batch.ts';
import { check } from './ja/check.ts';
import { design } from './ja/design.ts';
import { errors } from './ja/errors.ts';
import { forms } from './ja/forms.ts';
import { live } from './ja/live.ts';
import { mailStop } from './ja/mail-stop.ts';
import { numbers } from './ja/numbers.ts';
import { preferences } from './ja/preferences.ts';
import { results } from './ja/results.ts';
import { routing } from './ja/routing.ts';
import { shortcuts } from './ja/shortcuts.ts';
import { time } from './ja/time.ts';
import type { Translated } from './translated.ts';

export const ja = {
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
} satisfies Translated<typeof en>;
