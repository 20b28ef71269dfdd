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

/** What is left now: a strike less for each whole `decayUs` without a refusal. */
export function forgive(shape: PenaltyShape, stored: PenaltyRecord | undefined, nowUs: number): PenaltyRecord {
  if (stored === undefined) return { denials: 0, strikes: 0, at: nowUs, until: 0 };
  const quiet = Math.max(0, nowUs - stored.at);
  if (quiet < shape.decayUs) return stored;
  const begun = quiet % shape.decayUs;
  const strikes = Math.max(0, stored.strikes - (quiet - begun) / shape.decayUs);
  return { denials: 0, strikes, at: nowUs - begun, until: stored.until };
}

/** So many refusals more. Each `afterDenials` are a strike, and a strike blocks from now on. */
export function hold(shape: PenaltyShape, record: PenaltyRecord, refusals: number, nowUs: number): PenaltyRecord {
  const at = Math.max(nowUs, record.at);
  const counted = record.denials + refusals;
  const denials = counted % shape.afterDenials;
  const more = (counted - denials) / shape.afterDenials;
  if (more === 0) return { ...record, denials, at };
  const strikes = Math.min(shape.mostStrikes, record.strikes + more);
  return { denials, strikes, at, until: Math.max(record.until, nowUs + blockUs(shape, strikes)) };
}

function blockUs({ baseUs, factor, ceilingUs }: PenaltyShape, strikes: number): number {
  let block = baseUs;
  for (let strike = 2; strike <= strikes; strike += 1) block = Math.min(ceilingUs, block * factor);
  return block;
}
