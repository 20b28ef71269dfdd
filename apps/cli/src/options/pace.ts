import { CliError } from '../failures/cli-error.ts';

export interface PaceOptions {
  readonly batch?: number;
  readonly delay?: number;
  readonly rate?: number;
}

const MOST_PER_SECOND = 10_000;

/**
 * Messages a second: `--rate`, or `--batch` every `--delay` (a second where it is left out). The server spreads a batch
 * over its delay in place of sending it in one burst. Undefined where nothing is said: then the server's default holds.
 */
export function ratePerSecond({ batch, delay, rate }: PaceOptions): number | undefined {
  if (rate !== undefined && (batch !== undefined || delay !== undefined)) {
    throw new CliError('usage', 'give either --rate, or --batch with --delay: they say the same.');
  }
  if (batch === undefined) {
    if (delay === undefined) return rate;
    throw new CliError(
      'usage',
      '--delay is the time between batches and needs --batch; to begin later, give --start-in.',
    );
  }
  if (delay === 0)
    throw new CliError('usage', '--delay must be more than 0; leave --batch and --delay out and give --rate.');
  const perSecond = batch / (delay ?? 1);
  if (perSecond > MOST_PER_SECOND) {
    throw new CliError(
      'usage',
      `--batch ${batch} every ${delay ?? 1} s is ${perSecond} a second, and 10000 is the most.`,
    );
  }
  return perSecond;
}
