import type { LimitPolicy, TopConsumers } from '@ballast/contracts/operators';

export type LimitMode = LimitPolicy['mode'];
export type ConsumerKind = TopConsumers['items'][number]['kind'];
type Limit = LimitPolicy['limits'][number];

export const MODES: readonly { readonly value: LimitMode; readonly label: string }[] = [
  { value: 'enforce', label: 'Enforce' },
  { value: 'shadow', label: 'Shadow' },
  { value: 'off', label: 'Off' },
];

/** What a mode does to requests over the limit, to be read before it is set. */
export const MODE_EFFECTS: Readonly<Record<LimitMode, string>> = {
  enforce: 'Requests over the limit are refused.',
  shadow: 'Requests over the limit go through and are counted, to see what would be refused.',
  off: 'Nothing is limited and nothing is counted by this policy.',
};

export const CONSUMER_KINDS: readonly {
  readonly value: ConsumerKind;
  readonly tab: string;
  readonly one: string;
  readonly many: string;
}[] = [
  { value: 'ip', tab: 'Addresses', one: 'IP address', many: 'IP addresses' },
  { value: 'user', tab: 'Users', one: 'user', many: 'users' },
  { value: 'service', tab: 'Services', one: 'service', many: 'services' },
];

const WHOSE: Readonly<Record<Limit['kind'], string>> = {
  ip: 'an IP address',
  user: 'a user',
  service: 'a service',
  email: 'a recipient',
  global: 'in all',
};

/** `60 a minute for an IP address`, `1,000 a minute in all`, `30 mails a day for a recipient`; with the burst where that differs. */
export function limitSentence({ name, kind, limit, window_seconds, burst }: Limit): string {
  const amount = `${limit.toLocaleString('en')} ${name.startsWith('email-') ? 'mails ' : ''}${spanOf(window_seconds)}`;
  const whose = kind === 'global' ? WHOSE.global : `for ${WHOSE[kind]}`;
  return `${amount} ${whose}${burst === limit ? '' : `, ${burst.toLocaleString('en')} at once`}`;
}

function spanOf(seconds: number): string {
  const named: Readonly<Record<number, string>> = {
    1: 'a second',
    60: 'a minute',
    3600: 'an hour',
    86400: 'a day',
  };
  const name = named[seconds];
  if (name !== undefined) return name;
  if (seconds % 3_600 === 0) return `in ${seconds / 3_600} hours`;
  if (seconds % 60 === 0) return `in ${seconds / 60} minutes`;
  return `in ${seconds} seconds`;
}

/** Whole percents; what is less than one, but something, is not called 0. */
export function percentOf(factor: number): string {
  const percent = factor * 100;
  return percent > 0 && percent < 1 ? 'under 1%' : `${Math.round(percent)}%`;
}
