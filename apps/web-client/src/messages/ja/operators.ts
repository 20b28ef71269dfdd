import type { operators as en } from '../en/operators.ts';
import type { Translated } from '../translated.ts';

export const operators = {
  pages: '運用者向けページ',
  limits: 'レート制限',
  signOut: 'ログアウト',
} satisfies Translated<typeof en>;
