import type { preferences as en } from '../en/preferences.ts';
import type { Translated } from '../translated.ts';

export const preferences = {
  title: '表示設定',
  theme: 'テーマ',
  themes: { system: 'システムに合わせる', light: 'ライト', dark: 'ダーク' },
  language: '言語',
  shortcuts: 'キーボードショートカット',
} satisfies Translated<typeof en>;
