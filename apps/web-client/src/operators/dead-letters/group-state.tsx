import type { DeadLetterGroup } from '@ballast/contracts/operators';
import { useId, useState } from 'react';
import { useTranslations } from 'use-intl';
import { Button } from '../../design/button.tsx';
import { TextField } from '../../design/text-field.tsx';
import { ReasonForm } from '../reason-form.tsx';
import type { Operator } from '../roles.ts';
import { useAsked } from '../use-asked.ts';
import { useWhyClosed } from '../use-why-closed.ts';
import type { GroupChange } from './letters-api.ts';

type State = DeadLetterGroup['status'];

const ACTS = {
  resolved: { ask: 'resolve', effect: 'resolveEffect', act: 'resolveAct' },
  ignored: { ask: 'ignore', effect: 'ignoreEffect', act: 'ignoreAct' },
  active: { ask: 'reopen', effect: 'reopenEffect', act: 'reopenAct' },
} as const;

interface GroupStateProps {
  readonly group: DeadLetterGroup;
  readonly operator: Operator;
  readonly busy: boolean;
  readonly onChange: (change: GroupChange) => void;
}

/** Asks why, and sets the chosen group resolved, ignored or active again. */
export function GroupState({ group, operator, busy, onChange }: GroupStateProps) {
  const t = useTranslations('deadLetters.groups');
  const closedId = useId();
  const { asked, returned, ask, close } = useAsked<State>();
  const [perHour, setPerHour] = useState('');
  const closed = useWhyClosed(operator, 'operator', t('act'));
  const others: readonly State[] = group.status === 'active' ? ['resolved', 'ignored'] : ['active'];
  const rate = perHour.trim() === '' ? undefined : Number(perHour);
  const rateFault = rate !== undefined && !(Number.isInteger(rate) && rate > 0) ? t('perHourFault') : undefined;

  if (asked !== undefined) {
    return (
      <div className="p-2">
        {asked === 'ignored' && (
          <TextField
            label={t('perHour')}
            inputMode="numeric"
            value={perHour}
            fault={rateFault}
            onText={setPerHour}
            className="px-4 pb-2"
          />
        )}
        <ReasonForm
          label={t(ACTS[asked].act)}
          effect={t(ACTS[asked].effect)}
          act={t(ACTS[asked].act)}
          onAct={(reason) => {
            if (asked === 'ignored' && rateFault !== undefined) return;
            close();
            onChange({ status: asked, reason, ...(asked === 'ignored' && rate && { ignore_until_per_hour: rate }) });
          }}
          onCancel={close}
        />
      </div>
    );
  }
  return (
    <div className="px-1 pb-1">
      {others.map((state) => (
        <Button
          key={state}
          disabled={closed !== undefined || busy}
          aria-describedby={closed === undefined ? undefined : closedId}
          autoFocus={returned === state}
          onClick={() => ask(state)}
        >
          {t(ACTS[state].ask)}
        </Button>
      ))}
      {closed !== undefined && (
        <p id={closedId} className="px-2 text-ink-faint text-xs">
          {closed}
        </p>
      )}
    </div>
  );
}
