import { isFromAhead } from './bucket.ts';
import type { Penalty } from './policy.ts';

/** A penalty in the units of its arithmetic; take.lua.ts does the same in Redis. */
export interface PenaltyShape {
  readonly afterDenials: number;
  readonly baseUs: number;
  readonly factor: number;
  readonly ceilingUs: number;
  readonly decayUs: number;
  /** Strikes beyond those that reach the ceiling would only take longer to be forgotten. */
  readonly mostStrikes: number;
}

/**
 * What is held against somebody: `denials` towards the next strike, strikes, when they were last refused (or forgiven), and
 * until when they are blocked. Microseconds.
 */
export interface PenaltyRecord {
  readonly denials: number;
  readonly strikes: number;
  readonly at: number;
  readonly until: number;
}

export function penaltyShapeOf(penalty: Penalty): PenaltyShape {
  const { afterDenials, factor, baseSeconds, ceilingSeconds, decaySeconds } = penalty;
  let mostStrikes = 1;
  for (let block = baseSeconds; factor > 1 && block < ceilingSeconds; block *= factor) mostStrikes += 1;
  return {
    afterDenials,
    baseUs: baseSeconds * 1_000_000,
    factor,
    ceilingUs: ceilingSeconds * 1_000_000,
    decayUs: decaySeconds * 1_000_000,
    mostStrikes,
  };
}

/**
 * What is left now: a strike less for each whole `decayUs` without a refusal. Whatever became of the clock meanwhile, nobody
 * is blocked for longer than the ceiling from now on.
 */
export function forgive(shape: PenaltyShape, stored: PenaltyRecord | undefined, nowUs: number): PenaltyRecord {
  if (stored === undefined) return { denials: 0, strikes: 0, at: nowUs, until: 0 };
  const until = Math.min(stored.until, nowUs + shape.ceilingUs);
  const at = isFromAhead(stored.at, nowUs) ? nowUs : stored.at;
  const quiet = Math.max(0, nowUs - at);
  if (quiet < shape.decayUs) return { ...stored, at, until };
  const begun = quiet % shape.decayUs;
  const strikes = Math.max(0, stored.strikes - (quiet - begun) / shape.decayUs);
  return { denials: 0, strikes, at: nowUs - begun, until };
}

/**
 * A refusal, with those that were answered from memory before it. However many these were, together they are one strike at
 * most: somebody who clicks a dozen times in a second is not to be blocked for as long as who goes on for minutes.
 */
export function refuse(shape: PenaltyShape, record: PenaltyRecord, told: number, nowUs: number): PenaltyRecord {
  const noted = note(shape, record, told, nowUs);
  if (noted.denials + 1 < shape.afterDenials) return { ...noted, denials: noted.denials + 1 };
  const strikes = Math.min(shape.mostStrikes, noted.strikes + 1);
  const until = Math.max(noted.until, nowUs + blockUs(shape, strikes));
  return { ...noted, denials: 0, strikes, until };
}

/**
 * Refusals that come with a request that passes. They are remembered and never a strike by themselves: a block begins with a
 * refusal that says how long it is, or who waited for as long as they were told would find that it was not true.
 */
export function note(shape: PenaltyShape, record: PenaltyRecord, told: number, nowUs: number): PenaltyRecord {
  const denials = Math.min(shape.afterDenials - 1, record.denials + told);
  return { ...record, denials, at: Math.max(nowUs, record.at) };
}

function blockUs({ baseUs, factor, ceilingUs }: PenaltyShape, strikes: number): number {
  let block = baseUs;
  for (let strike = 2; strike <= strikes; strike += 1) block = Math.min(ceilingUs, block * factor);
  return block;
}
