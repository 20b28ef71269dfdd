import type { time as en } from '../en/time.ts';
import type { Translated } from '../translated.ts';

export const time = {
  underMillisecond: '1ミリ秒未満',
  milliseconds: '{count, number}ミリ秒',
  seconds: '{figure}秒',
  minutes: '{minutes}分',
  minutesSeconds: '{minutes}分{seconds}秒',
  hours: '{hours}時間',
  hoursMinutes: '{hours}時間{minutes}分',
  now: 'たった今',
  secondsAgo: '{count, number}秒前',
  minutesAgo: '{count, number}分前',
  hoursAgo: '{count, number}時間前',
  daysAgo: '{count, number}日前',
} satisfies Translated<typeof en>;
