import { ACCOUNT_SCENES } from './account-scenes.ts';
import { CHECK_SCENES } from './check-scenes.ts';
import { DEAD_LETTER_SCENES } from './dead-letter-scenes.ts';
import { MAIL_SCENES } from './mail-scenes.ts';
import { OPERATOR_SCENES } from './operator-scenes.ts';
import type { Scene } from './scene.ts';

/** All that there are pictures of. */
export const SCENES: readonly Scene[] = [
  ...CHECK_SCENES,
  ...ACCOUNT_SCENES,
  ...DEAD_LETTER_SCENES,
  ...OPERATOR_SCENES,
  ...MAIL_SCENES,
];
