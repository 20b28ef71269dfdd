import type { RedriveJob } from '@ballast/contracts/operators';
import { formatCount } from '../../../terminal/count.ts';
import type { Screen } from '../../../terminal/screen.ts';
import { formatSpan } from '../../../terminal/span.ts';
import { failedOf, finishedOf } from './job-numbers.ts';
import { renderWaves } from './job-waves.ts';

export interface Progress {
  readonly job: RedriveJob;
  /** Members that got their end in a second, lately; undefined before there is something to measure. */
  readonly perSecond: number | undefined;
}

/** What stands behind the bar: how far, how fast, what is left, and the waves. */
export function renderProgress({ job, perSecond }: Progress, screen: Screen): string {
  const done = finishedOf(job.counts);
  const left = job.total - done;
  const failed = failedOf(job.counts);
  const parts = [
    `${formatCount(done)}/${formatCount(job.total)}`,
    job.state === 'running' ? '' : job.state,
    failed > 0 ? screen.paint('red', `${formatCount(failed)} failed`) : '',
    perSecond === undefined ? '' : `${formatCount(Math.round(perSecond * 10) / 10)}/s`,
    left > 0
      ? `${formatCount(left)} left${perSecond === undefined || perSecond === 0 ? '' : `, ${formatSpan(Math.ceil(left / perSecond))}`}`
      : '',
    renderWaves(job, screen),
  ];
  return parts.filter((part) => part !== '').join('  ');
}

const WINDOW = 10;

/** Follows how many members end in a second, over the last few looks. */
export class PaceMeter {
  readonly #looks: { readonly atMs: number; readonly done: number }[] = [];

  look(job: RedriveJob, atMs: number): Progress {
    this.#looks.push({ atMs, done: finishedOf(job.counts) });
    if (this.#looks.length > WINDOW) this.#looks.shift();
    const [first] = this.#looks;
    const last = this.#looks.at(-1);
    if (first === undefined || last === undefined || last.atMs === first.atMs) return { job, perSecond: undefined };
    return { job, perSecond: (1000 * (last.done - first.done)) / (last.atMs - first.atMs) };
  }
}
