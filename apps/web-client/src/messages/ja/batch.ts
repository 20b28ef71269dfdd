import type { batch as en } from '../en/batch.ts';
import type { Translated } from '../translated.ts';

export const batch = {
  several: '複数の数',
  severalHint: '1行に1つずつ、最大{most, number}行まで入力できます。空白や空行は無視されます。',
  severalLabel: '数（1行に1つ）',
  ready: '{count, plural, =0 {送信できる数はありません} one {#個の数を送信できます} other {#個の数を送信できます}}',
  wrong: '{count, plural, one {#行は送信されません} other {#行は送信されません}}',
  line: '{line, number}行目',
  tooMany: '最初の{most, number}行だけを送信します。',
  checkAll: '{count, plural, =0 {判定する} one {#個の数を判定する} other {#個の数を判定する}}',
  back: '1つの数',
  batch: '{count, plural, one {#個の数} other {#個の数}}',
  batchSent: '{total, number}個中{sent, number}個を送信、{decided, number}個が判定済み',
  batchNext: '送信数の制限により、次の数は<time></time>後に送信されます。',
  batchAway: 'サーバーが応答しだい、自動的に再開します。',
  batchDone: 'すべての判定が終わりました。',
  batchStop: '残りを中止',
  batchRefused: '{count, plural, one {#個は受け付けられませんでした} other {#個は受け付けられませんでした}}',
  progress: 'これらの数の進み具合',
} satisfies Translated<typeof en>;
