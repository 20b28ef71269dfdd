import type { PrimeCheck } from '@ballast/contracts';
import type { FakeServer } from '../fake-server/fake-server.ts';
import { ago, idOf } from './scene.ts';

const MINUTE = 60;
const HOUR = 60 * MINUTE;

/** The largest prime below 2 to the 64th, and its neighbour. */
export const PRIME = '18446744073709551557';
export const NOT_PRIME = '18446744073709551556';
/** The Mersenne prime of exponent 521: 157 digits, of which a test finds no doubt and no proof. */
export const LONG_PRIME = String(2n ** 521n - 1n);

type Line = readonly [number: string, secondsAgo: number, tookMs: number, verdict?: Partial<PrimeCheck>];

/** When a check is accepted, published, checked and mailed. */
const WAY_MS = [0, 5, 38, 451];

const DAY: readonly Line[] = [
  [PRIME, 12, 38],
  ['9007199254740993', 44, 31],
  [String(2n ** 127n - 1n), 2 * MINUTE, 46],
  ['1000000007', 4 * MINUTE, 22],
  ['561', 9 * MINUTE, 19],
  [LONG_PRIME, 17 * MINUTE, 212],
  ['104729', 38 * MINUTE, 24],
  [String(10n ** 299n + 7n ** 300n), HOUR, 1_284],
  ['6700417', 2 * HOUR, 20],
  ['4294967297', 2 * HOUR + 20, 27],
  ['2147483647', 5 * HOUR, 23],
  ['1', 8 * HOUR, 18],
  ['999999999989', 26 * HOUR, 41],
  ['123456789012345678901234567891', 49 * HOUR, 57],
];

/** Fourteen numbers of the last two days, all decided. */
export function fillDay({ checks }: FakeServer): void {
  for (const [place, [number, secondsAgo, tookMs, verdict]] of [...DAY.entries()].reverse()) {
    const created_at = ago(secondsAgo);
    const { id } = checks.add({ id: idOf(DAY.length - place), trace_id: traceOf(place), number, created_at });
    checks.decide(id, { completed_at: new Date(Date.parse(created_at) + tookMs).toISOString(), ...verdict });
  }
}

/** A check of its own, decided in 38 ms a little ago, with its way; where there is to be a mail, that went as well. */
export function addDecided({ checks }: FakeServer, number: string, verdict: Partial<PrimeCheck> = {}): void {
  const created_at = ago(75);
  const { id } = checks.add({ id: idOf(99), trace_id: traceOf(99), number, created_at });
  checks.decide(id, { completed_at: new Date(Date.parse(created_at) + 38).toISOString(), ...verdict });
  const hasMail = verdict.message_id !== undefined;
  const steps = (['accepted', 'published', 'checked', 'mailed'] as const).slice(0, hasMail ? 4 : 3);
  const at = (place: number) => new Date(Date.parse(created_at) + (WAY_MS[place] ?? 0)).toISOString();
  checks.ways.set(id, {
    steps: steps.map((step, place) => ({ step, at: at(place) })),
    mail: hasMail ? 'sent' : 'none',
    ...(hasMail && { mail_url: 'http://127.0.0.1:18025/' }),
  });
}

const traceOf = (place: number) => `4bf92f3577b34da6a3ce929d0e${(0xe4736 + place).toString(16).padStart(6, '0')}`;
