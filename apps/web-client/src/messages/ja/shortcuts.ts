import type { shortcuts as en } from '../en/shortcuts.ts';
import type { Translated } from '../translated.ts';

export const shortcuts = {
  title: 'キーボードショートカット',
  everywhere: '全ページ共通',
  help: 'この一覧を表示',
  close: '閉じる',
  or: 'または',
  andThen: '→',
  letters: '文字キーのショートカットを使う',
  lettersHint: 'オフにすると、矢印キーや Esc などだけが働きます。',
} satisfies Translated<typeof en>;
