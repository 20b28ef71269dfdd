import type { live as en } from '../en/live.ts';
import type { Translated } from '../translated.ts';

export const live = {
  connecting: '接続中',
  live: '接続済み',
  lost: '再接続中',
  away: '<strong>サーバーに接続できません。</strong>このページの内容は保持され、接続が戻りしだい自動的に再開します。',
  tryNow: '今すぐ試す',
} satisfies Translated<typeof en>;
