import type { RedriveJob } from '@ballast/contracts/operators';
import { useQueryClient } from '@tanstack/react-query';
import { useAct } from '../../forms/use-act.ts';
import { controlJob, type JobControl } from './redrives-api.ts';
import { takeJob } from './redrives-queries.ts';

const BECOMES: Readonly<Record<JobControl, RedriveJob['state']>> = {
  pause: 'paused',
  resume: 'running',
  cancel: 'cancelled',
};

export type ControlOfJob = ReturnType<typeof useJobControl>;

/** Controls a job; `expect` says what it is while the server has not answered yet. */
export function useJobControl(id: string) {
  const queries = useQueryClient();
  const act = useAct(
    ({ control, reason }: { control: JobControl; reason?: string }) => controlJob(id, control, reason),
    (job) => takeJob(queries, job),
  );
  const pending = act.busy ? act.input?.control : undefined;
  const expect = (state: RedriveJob['state']) => (pending === undefined ? state : BECOMES[pending]);
  return { ...act, expect };
}
