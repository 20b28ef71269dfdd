import type { RedriveJob } from '@ballast/contracts/operators';
import { CirclePause, CirclePlay, X } from 'lucide-react';
import { useId } from 'react';
import { useTranslations } from 'use-intl';
import { Button } from '../../design/button.tsx';
import { FailureNote } from '../../forms/failure-note.tsx';
import { ReasonForm } from '../reason-form.tsx';
import type { Operator } from '../roles.ts';
import { useAsked } from '../use-asked.ts';
import { useWhyClosed } from '../use-why-closed.ts';
import { isOver } from './job-progress.ts';
import type { ControlOfJob } from './use-job-control.ts';

interface JobControlsProps {
  readonly job: RedriveJob;
  readonly operator: Operator;
  readonly control: ControlOfJob;
}

/** Pause, resume and cancel. What is pressed shows at once; what the server refuses shows as it was. */
export function JobControls({ job, operator, control }: JobControlsProps) {
  const t = useTranslations('redrives');
  const closedId = useId();
  const { asked, returned, ask, close } = useAsked<'cancel'>();
  const closed = useWhyClosed(operator, 'operator', t('controlJobs'));
  if (isOver(job)) return control.failure !== undefined && <FailureNote failure={control.failure} />;
  const shared = {
    disabled: closed !== undefined || control.busy || control.early,
    'aria-describedby': closed === undefined ? undefined : closedId,
  };
  return (
    <div className="mt-4">
      {asked !== undefined ? (
        <ReasonForm
          label={t('cancelJob')}
          effect={t('cancelEffect', { count: job.counts.waiting })}
          act={t('cancelJob')}
          onAct={(reason) => {
            close();
            control.run({ control: 'cancel', reason });
          }}
          onCancel={close}
        />
      ) : (
        <div className="-ml-3 flex flex-wrap items-center gap-2">
          {job.state === 'running' ? (
            <Button {...shared} onClick={() => control.run({ control: 'pause' })}>
              <CirclePause size={16} aria-hidden /> {t('pause')}
            </Button>
          ) : (
            <Button {...shared} onClick={() => control.run({ control: 'resume' })}>
              <CirclePlay size={16} aria-hidden /> {t('resume')}
            </Button>
          )}
          <Button {...shared} autoFocus={returned !== undefined} onClick={() => ask('cancel')}>
            <X size={16} aria-hidden /> {t('cancel')}
          </Button>
          {closed !== undefined && (
            <p id={closedId} className="px-3 text-ink-faint text-sm">
              {closed}
            </p>
          )}
        </div>
      )}
      {control.failure !== undefined && <FailureNote failure={control.failure} />}
    </div>
  );
}
