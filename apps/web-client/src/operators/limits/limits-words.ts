import type { LimitPolicy, TopConsumers } from '@ballast/contracts/operators';
import type { WordsOf } from '../../words/words-of.ts';

export type LimitMode = LimitPolicy['mode'];
export type ConsumerKind = TopConsumers['items'][number]['kind'];
type Limit = LimitPolicy['limits'][number];

export const MODES: readonly LimitMode[] = ['enforce', 'shadow', 'off'];
export const CONSUMER_KINDS: readonly ConsumerKind[] = ['ip', 'user', 'service'];

/** `60 a minute for an IP address`, `1,000 a minute in all`, `30 mails a day for a recipient`; with the burst where that differs. */
export function limitSentence({ name, kind, limit, window_seconds, burst }: Limit, t: WordsOf<'limits'>): string {
  const what = { count: limit, span: spanOf(window_seconds, t) };
  const amount = name.startsWith('email-') ? t('mails', what) : t('requests', what);
  const whose = t(`whose.${kind}`);
  return burst === limit ? t('sentence', { amount, whose }) : t('sentenceBurst', { amount, whose, burst });
}

const NAMED = { 1: 'second', 60: 'minute', 3600: 'hour', 86400: 'day' } as const;

function spanOf(seconds: number, t: WordsOf<'limits'>): string {
  if (isNamed(seconds)) return t(`spans.${NAMED[seconds]}`);
  if (seconds % 3_600 === 0) return t('spans.hours', { count: seconds / 3_600 });
  if (seconds % 60 === 0) return t('spans.minutes', { count: seconds / 60 });
  return t('spans.seconds', { count: seconds });
}

function isNamed(seconds: number): seconds is keyof typeof NAMED {
  return Object.hasOwn(NAMED, seconds);
}

/** Whole percents; what is less than one, but something, is not called 0. */
export function percentOf(factor: number, t: WordsOf<'limits'>): string {
  const percent = factor * 100;
  return percent > 0 && percent < 1 ? t('underOnePercent') : `${Math.round(percent)}%`;
}
