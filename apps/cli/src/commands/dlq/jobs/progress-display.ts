import cliProgress from 'cli-progress';
import { screenOf } from '../../../terminal/screen.ts';
import { finishedOf } from './job-numbers.ts';
import { type Progress, renderProgress } from './job-progress.ts';

export interface ProgressDisplay {
  update(progress: Progress): void;
  /** A line between; the bar goes on below it. */
  note(text: string): void;
  /** Leaves the cursor at the start of an empty line. */
  close(): void;
}

const BAR_COLUMNS = 24;

/** A bar that stays in its place on a terminal; elsewhere a line each time that something has changed. On standard error. */
export function openProgressDisplay(stream: NodeJS.WriteStream = process.stderr): ProgressDisplay {
  return stream.isTTY === true ? openBar(stream) : openLines(stream);
}

function openBar(stream: NodeJS.WriteStream): ProgressDisplay {
  const screen = () => screenOf(stream);
  const bar = new cliProgress.SingleBar({
    stream,
    barsize: BAR_COLUMNS,
    barCompleteChar: '█',
    barIncompleteChar: '░',
    format: `${screen().paint('cyan', '{bar}')} {text}`,
    hideCursor: true,
    // Ctrl-C is the watcher's own matter.
    gracefulExit: false,
    forceRedraw: true,
  });
  let isOpen = false;
  const close = () => {
    if (isOpen) bar.stop();
    isOpen = false;
  };
  return {
    update: (progress) => {
      const { job } = progress;
      const payload = { text: renderProgress(progress, screen()) };
      if (isOpen) bar.update(finishedOf(job.counts), payload);
      else bar.start(job.total, finishedOf(job.counts), payload);
      isOpen = true;
    },
    note: (text) => {
      close();
      stream.write(`${text}\n`);
    },
    close,
  };
}

function openLines(stream: NodeJS.WriteStream): ProgressDisplay {
  let last = '';
  return {
    update: ({ job }) => {
      // Without the rate, which changes at each look although nothing has happened.
      const line = renderProgress({ job, perSecond: undefined }, screenOf(stream));
      if (line !== last) stream.write(`${line}\n`);
      last = line;
    },
    note: (text) => void stream.write(`${text}\n`),
    close: () => {},
  };
}
