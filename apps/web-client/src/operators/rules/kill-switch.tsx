import { useQueryClient } from '@tanstack/react-query';
import { CirclePlay, OctagonX, ShieldCheck } from 'lucide-react';
import { useRef, useState } from 'react';
import { useTranslations } from 'use-intl';
import { Button } from '../../design/button.tsx';
import { classNames } from '../../design/class-names.ts';
import { FailureNote } from '../../forms/failure-note.tsx';
import { useAct } from '../../forms/use-act.ts';
import { ReasonForm } from '../reason-form.tsx';
import { switchRules } from './rules-api.ts';
import { takeRules } from './rules-queries.ts';

interface KillSwitchProps {
  readonly enabled: boolean;
  /** Id of the words that say why it cannot be used; undefined where it can. */
  readonly closedBy: string | undefined;
}

/** Stops all rules at once, and lets them act again; both with a reason. */
export function KillSwitch({ enabled: known, closedBy }: KillSwitchProps) {
  const t = useTranslations('rules.switch');
  const queries = useQueryClient();
  // What they are to be set to. It stays so although somebody else sets them meanwhile: who asks to stop them never starts them.
  const [asked, setAsked] = useState<boolean>();
  const line = useRef<HTMLDivElement>(null);
  const act = useAct(
    ({ to, reason }: { to: boolean; reason: string }) => switchRules(to, reason),
    (list) => takeRules(queries, list),
  );
  // Shown as done while it is being done; a refusal shows what is so again.
  const enabled = act.busy && act.input !== undefined ? act.input.to : known;

  function close(): void {
    setAsked(undefined);
    // The form is gone and the focus with it.
    requestAnimationFrame(() => line.current?.querySelector('button')?.focus());
  }

  const Icon = enabled ? ShieldCheck : OctagonX;
  return (
    <div ref={line} className={classNames('mt-4 rounded-md px-4 py-2', enabled ? 'bg-raised' : 'bg-failed-wash')}>
      <div className="flex min-h-9 flex-wrap items-center justify-between gap-x-4 gap-y-1">
        <p role="status" className="flex items-center gap-2 font-medium text-ink text-sm">
          <Icon size={16} aria-hidden className={enabled ? 'text-prime' : 'text-failed'} />
          {t(enabled ? 'on' : 'off')}
        </p>
        {asked === undefined && (
          <Button
            className="-mr-3"
            disabled={closedBy !== undefined || act.busy || act.early}
            aria-describedby={closedBy}
            onClick={() => setAsked(!enabled)}
          >
            {enabled ? <OctagonX size={16} aria-hidden /> : <CirclePlay size={16} aria-hidden />}
            {t(enabled ? 'turnOff' : 'turnOn')}
          </Button>
        )}
      </div>
      {asked !== undefined && (
        <ReasonForm
          label={t(asked ? 'onAct' : 'offAct')}
          effect={t(asked ? 'onEffect' : 'offEffect')}
          act={t(asked ? 'onAct' : 'offAct')}
          onAct={(reason) => {
            close();
            act.run({ to: asked, reason });
          }}
          onCancel={close}
        />
      )}
      {act.failure !== undefined && <FailureNote failure={act.failure} />}
    </div>
  );
}
