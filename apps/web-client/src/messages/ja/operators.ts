import type { operators as en } from '../en/operators.ts';
import type { Translated } from '../translated.ts';

export const operators = {
  pages: '運用者向けページ',
  deadLetters: 'デッドレター',
  jobs: '再送ジョブ',
  status: 'システム',
  limits: 'レート制限',
  signOut: 'ログアウト',
  roles: { viewer: '閲覧者', operator: '運用者', admin: '管理者' },
  freshness: { live: '自動で更新されます', failing: '更新できていません。{age} 時点の値です' },
  panel: {
    failed: '{what}を読み込めませんでした。',
    loading: '{what}を読み込んでいます',
    again: '再試行',
    againIn: '再試行まで',
    trying: '試行中…',
  },
  reason: { why: '理由', missing: '理由を入力してください。変更とともに記録されます。', cancel: 'キャンセル' },
  signIn: {
    title: '運用者',
    lead: 'キーでログインしてください。ここでの操作は、キーの名前で記録されます。',
    key: 'キー',
    missing: 'キーを入力してください。',
    unknown: 'このキーは登録されていません。',
    signIn: 'ログイン',
    signingIn: 'ログインしています…',
    whether: 'ログイン状態',
    loading: '読み込み中',
  },
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
