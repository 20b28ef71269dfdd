import type { RedriveJob } from '@ballast/contracts/operators';
import { formatCount } from '../../../terminal/count.ts';
import type { Screen, Style } from '../../../terminal/screen.ts';
import { failedOf, finishedOf, isOver } from './job-numbers.ts';

/** Its waves as blocks: `✓ 1  ✓ 5  ✗ 25 (7 failed)  · 469`. */
export function renderWaves(job: RedriveJob, screen: Screen): string {
  return job.waves.map((wave, index) => renderWave(job, wave, index, screen)).join('  ');
}

function renderWave(job: RedriveJob, wave: RedriveJob['waves'][number], index: number, screen: Screen): string {
  const failed = failedOf(wave);
  const { icon, style } = blockOf(job, wave, index);
  const note = failed > 0 ? ` (${formatCount(failed)} failed)` : '';
  return screen.paint(style, `${icon} ${formatCount(wave.size)}${note}`);
}

function blockOf(job: RedriveJob, wave: RedriveJob['waves'][number], index: number): { icon: string; style: Style } {
  const isDone = finishedOf(wave) >= wave.size;
  if (failedOf(wave) > job.failure_threshold * wave.size) return { icon: '✗', style: 'red' };
  if (isDone && wave.cancelled === wave.size && wave.size > 0) return { icon: '×', style: 'dim' };
  if (isDone) return { icon: '✓', style: failedOf(wave) > 0 ? 'yellow' : 'green' };
  if (index === job.wave && !isOver(job)) return { icon: '◐', style: 'cyan' };
  return { icon: '·', style: 'dim' };
}
