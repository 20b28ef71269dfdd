import type { HealthStatus } from '@ballast/runtime';
import type { Pause } from './subject-pauses.ts';

/** The `outbox` line of `/health`: degraded, with the reasons, while a subject stands still. */
export function describePauses(pauses: readonly Pause[]): { status: HealthStatus; error?: string } {
  if (pauses.length === 0) return { status: 'ok' };
  const sentences = pauses.map(({ subject, reason, since }) => {
    const seconds = Math.round((Date.now() - since.getTime()) / 1000);
    return `${subject} pauses for ${seconds} s: ${reason}`;
  });
  return { status: 'degraded', error: sentences.join('; ') };
}
