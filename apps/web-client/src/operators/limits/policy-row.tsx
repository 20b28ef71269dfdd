import type { LimitPolicy } from '@ballast/contracts/operators';
import { useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { useTranslations } from 'use-intl';
import { Button } from '../../design/button.tsx';
import { classNames } from '../../design/class-names.ts';
import { FailureNote } from '../../forms/failure-note.tsx';
import { useAct } from '../../forms/use-act.ts';
import { Age } from '../../time/age.tsx';
import { ReasonForm } from '../reason-form.tsx';
import { SegmentedControl } from '../segmented-control.tsx';
import { ThinBar } from '../thin-bar.tsx';
import { setLimitMode } from './limits-api.ts';
import { takeMode } from './limits-queries.ts';
import { type LimitMode, limitSentence, MODES } from './limits-words.ts';
import { barOf, figuresOf } from './use-parts.ts';

/** Endpoints that are shown unasked. */
const MAX_ENDPOINTS = 4;

interface PolicyRowProps {
  readonly policy: LimitPolicy;
  /** Requests of the busiest policy: a bar of full length. */
  readonly busiest: number;
  /** Id of the words that say why the mode cannot be changed; undefined where it can. */
  readonly closedBy: string | undefined;
}

/** One policy: what it limits, its use in the last minute, its mode. */
export function PolicyRow({ policy, busiest, closedBy }: PolicyRowProps) {
  const t = useTranslations('limits');
  const queries = useQueryClient();
  const control = useRef<HTMLDivElement>(null);
  // Chosen, and not set before a reason is given.
  const [asked, setAsked] = useState<LimitMode>();
  const change = useAct(
    ({ mode, reason }: { mode: LimitMode; reason: string }) => setLimitMode(policy.policy, mode, reason),
    (_, { mode }) => takeMode(queries, policy.policy, mode),
  );
  // Shown as done while it is being done; a refusal shows what is so again.
  const mode = asked ?? (change.busy && change.input !== undefined ? change.input.mode : policy.mode);

  function close(): void {
    setAsked(undefined);
    // The form is gone and the focus with it.
    requestAnimationFrame(() => control.current?.querySelector<HTMLElement>('[data-state="on"]')?.focus());
  }

  return (
    <div className="grid gap-x-8 gap-y-3 py-4 md:grid-cols-[minmax(0,1fr)_minmax(0,1fr)_auto]">
      <div className="min-w-0">
        <h3 className="font-medium text-ink">{policy.policy}</h3>
        <Endpoints endpoints={policy.endpoints} />
        <ul className="mt-1.5 text-ink-soft text-sm">
          {policy.limits.map((limit) => (
            <li key={limit.name} title={limit.name}>
              {limitSentence(limit, t)}
            </li>
          ))}
        </ul>
      </div>
      <Use policy={policy} busiest={busiest} />
      <div ref={control} className="md:justify-self-end">
        <SegmentedControl
          label={t('modeOf', { policy: policy.policy })}
          value={mode}
          options={MODES.map((value) => ({ value, label: t(`modes.${value}`) }))}
          disabled={closedBy !== undefined}
          describedBy={closedBy}
          onChange={(next) => setAsked(next === policy.mode ? undefined : next)}
        />
        {policy.mode !== 'enforce' && <Loose mode={policy.mode} />}
      </div>
      {asked !== undefined && (
        <div className="grow-in md:col-span-3">
          <div>
            <ReasonForm
              label={t(`setPolicy.${asked}`, { policy: policy.policy })}
              effect={t(`effects.${asked}`)}
              act={t(`set.${asked}`)}
              onAct={(reason) => {
                change.run({ mode: asked, reason });
                close();
              }}
              onCancel={close}
            />
          </div>
        </div>
      )}
      {change.failure !== undefined && asked === undefined && (
        <div className="md:col-span-3">
          <FailureNote failure={change.failure} />
        </div>
      )}
      {policy.changed_at !== undefined && (
        <p className="text-ink-faint text-sm md:col-span-3">
          <Changed policy={policy} at={policy.changed_at} />
        </p>
      )}
    </div>
  );
}

function Changed({ policy: { changed_by: name, reason }, at }: { policy: LimitPolicy; at: string }) {
  const t = useTranslations('limits');
  const age = () => <Age key="age" at={at} />;
  return (
    <>
      {name === undefined ? t.rich('changed', { age }) : t.rich('changedBy', { age, name })}
      {reason !== undefined && t('reason', { reason })}
    </>
  );
}

/** What a policy is about. One that holds for all routes without one of their own has dozens: a few say enough. */
function Endpoints({ endpoints }: { endpoints: readonly string[] }) {
  const t = useTranslations('limits');
  const [all, setAll] = useState(false);
  const shown = all ? endpoints : endpoints.slice(0, MAX_ENDPOINTS);
  const rest = endpoints.length - shown.length;
  return (
    <p className="mt-0.5 break-words font-mono text-ink-faint text-xs">
      {shown.join(', ')}
      {endpoints.length > MAX_ENDPOINTS && (
        <Button aria-expanded={all} onClick={() => setAll(!all)} className="-my-2 inline-flex px-2! font-sans text-xs!">
          {all ? t('fewer') : t('more', { count: rest })}
        </Button>
      )}
    </p>
  );
}

function Use({ policy, busiest }: Omit<PolicyRowProps, 'closedBy'>) {
  const t = useTranslations('limits');
  const figures = figuresOf(policy.last_minute);
  return (
    <div className="min-w-0 pt-2">
      <ThinBar parts={barOf(policy.last_minute, busiest)} />
      <p className="mt-2 flex flex-wrap gap-x-4 text-ink-soft text-sm tabular-nums">
        {figures.length === 0 && <span className="text-ink-faint">{t('noRequests')}</span>}
        {figures.map(({ name, count, className }) => (
          <span key={name} className="inline-flex items-center gap-1.5 whitespace-nowrap">
            <span aria-hidden className={classNames('size-2 rounded-full', className)} />
            {t(`parts.${name}`, { count })}
          </span>
        ))}
      </p>
      {policy.fails === 'closed' && <p className="mt-1 text-ink-faint text-sm">{t('closedAway')}</p>}
    </div>
  );
}

function Loose({ mode }: { mode: Exclude<LimitMode, 'enforce'> }) {
  const t = useTranslations('limits');
  return <p className="mt-1.5 text-waiting text-sm md:text-right">{t(`loose.${mode}`)}</p>;
}
