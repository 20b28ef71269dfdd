import type { results as en } from '../en/results.ts';
import type { Translated } from '../translated.ts';

export const results = {
  yourResults: 'あなたの結果',
  results: '結果',
  loadingMore: '続きを読み込んでいます…',
  unmatched: '条件に合う結果はありません。',
  clearFilter: 'すべての結果を表示',
  filter: '表示する結果',
  showAll: 'すべて',
  showPrime: '素数',
  showNotPrime: '素数ではない',
  showChecking: '判定中',
  showFailed: '失敗',
  findNumber: '数を検索',
  way: '処理の流れ',
  accepted: '受付',
  published: '送出',
  checked: '判定',
  mailed: 'メール送信',
  stepAfter: '{delay}後',
  mailWaiting: 'メールはまもなく送信されます。',
  mailUnsent: 'メールは自動では送信されません。',
  openMail: 'メールを開く',
  openTrace: 'トレースを開く',
  loadingWay: '処理の流れを読み込んでいます',
  wayFailed: '処理の流れを読み込めませんでした。',
} satisfies Translated<typeof en>;
