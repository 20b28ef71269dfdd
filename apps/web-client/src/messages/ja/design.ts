import type { design as en } from '../en/design.ts';
import type { Translated } from '../translated.ts';

export const design = {
  copy: '<hidden>{what}を</hidden>コピー',
  copied: 'コピーしました',
  copyRefused: 'ここではコピーできません',
} satisfies Translated<typeof en>;
