import type { ItemCounts } from './item-counts.ts';

/** Outcomes that a wave under way needs before a share of them means anything. */
export const LEAST_OUTCOMES = 20;

/**
 * `going_on`: it is being sent, or its outcomes are not all there. `passed`: over, with few enough failures. `failed`: more
 * failures than allowed, whatever the outcomes still to come.
 */
export type WaveVerdict = 'going_on' | 'passed' | 'failed';

/**
 * Judges a wave by its outcomes; refused and cancelled items were never sent and do not count. While it is being sent the
 * share is taken of the outcomes so far, once there are enough of them, so that a large last wave ends early; once all is
 * sent it is taken of the whole wave.
 */
export function judgeWave(counts: ItemCounts, threshold: number): WaveVerdict {
  const failures = counts.failed + counts.silent;
  const outcomes = failures + counts.succeeded;
  if (counts.waiting > 0) {
    return outcomes >= LEAST_OUTCOMES && failures > threshold * outcomes ? 'failed' : 'going_on';
  }
  if (failures > threshold * (outcomes + counts.sent)) return 'failed';
  return counts.sent > 0 ? 'going_on' : 'passed';
}

/** Why a job stopped, for the operator. */
export function describeFailedWave(
  wave: number,
  counts: ItemCounts,
  threshold: number,
  commonest: { text: string; count: number } | undefined,
): string {
  const failures = counts.failed + counts.silent;
  const outcomes = failures + counts.succeeded;
  const silent = counts.silent === 0 ? '' : ` (${counts.silent} of them without any outcome in time)`;
  const percent = Math.round(threshold * 100);
  const reason = commonest === undefined ? '' : ` Most often: ${commonest.text} (${commonest.count}).`;
  return `Wave ${wave + 1}: ${failures} of ${outcomes} came back${silent}, more than the ${percent} % allowed.${reason} Nothing more is sent until somebody resumes or cancels the job.`;
}

/** Why a job stopped whose messages vanish: a long wave must not wait for its end to find out. */
export function describeStall(sent: number, quietSeconds: number): string {
  return `${sent} letters are under way, and nothing has come back for ${Math.round(quietSeconds)} s: the workers stand still or do not keep up. Nothing more is sent until somebody resumes or cancels the job.`;
}
