import type { operators as en } from '../en/operators.ts';
import type { Translated } from '../translated.ts';

export const operators = {
  pages: '運用者向けページ',
  deadLetters: 'デッドレター',
  jobs: '再送',
  rules: 'ルール',
  audit: '監査',
  status: 'システム',
  limits: 'レート制限',
  close: '閉じる',
  signOut: 'ログアウト',
  roles: { viewer: '閲覧者', operator: '運用者', admin: '管理者' },
  keys: {
    pages: 'ページへ移動',
    letters: 'デッドレター',
    next: '次のメッセージ',
    previous: '前のメッセージ',
    select: '開いているメッセージを選択',
    leave: 'メッセージを閉じる',
    search: '検索',
  },
} satisfies Translated<typeof en>;
