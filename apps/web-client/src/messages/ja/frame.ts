import type { frame as en } from '../en/frame.ts';
import type { Translated } from '../translated.ts';

export const frame = {
  closed:
    '{act}ができるのは{needed, select, admin {管理者} other {運用者と管理者}}だけです。現在の権限は{role, select, viewer {閲覧者} operator {運用者} other {管理者}}です。',
  fresh: '自動的に更新されます',
  stale: '更新できていません（{age}の数値です）',
  staleSpoken: '現在、数値を更新できていません。',
  notLoaded: '{what}を読み込めませんでした。',
  loading: '{what}を読み込んでいます',
  session: 'ログイン状態',
  why: '理由',
  whyMissing: '理由を入力してください。変更とともに記録されます。',
  cancel: 'キャンセル',
  keyTitle: '運用者',
  keyLead: 'キーでログインしてください。ここでの操作は、キーの名前とともに記録されます。',
  key: 'キー',
  keyMissing: 'キーを入力してください。',
  keyUnknown: 'このキーは登録されていません。',
  signIn: 'ログイン',
  signingIn: 'ログインしています…',
} satisfies Translated<typeof en>;
