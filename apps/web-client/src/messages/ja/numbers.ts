import type { numbers as en } from '../en/numbers.ts';
import type { Translated } from '../translated.ts';

export const numbers = {
  digits: '{count, plural, one {#桁} other {#桁}}',
  faults: {
    empty: '整数を入力してください。',
    space: '数に空白は使えません。',
    sign: '符号は付けずに入力してください。',
    leading_zero: '先頭の0を取り除いてください。',
    not_decimal: '0から9までの半角数字だけを入力してください。',
    too_long: '最大{most, number}桁です。入力された数は{digits, number}桁あります。',
  },
} satisfies Translated<typeof en>;
