import type { routing as en } from '../en/routing.ts';
import type { Translated } from '../translated.ts';

export const routing = {
  allResults: 'すべての結果',
  notFoundTitle: 'ページが見つかりません',
  notFound: 'お探しのページはありません。',
  notFoundLead:
    'アドレスが間違っているか、途中で切れている可能性があります。数とその結果は、これまでどおり残っています。',
  loadFailed: 'ページを読み込めませんでした。',
  loadAgain: 'もう一度読み込む',
} satisfies Translated<typeof en>;
