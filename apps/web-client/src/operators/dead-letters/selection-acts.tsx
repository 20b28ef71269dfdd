import { RotateCw, Trash2 } from 'lucide-react';
import { type ReactNode, useId, useState } from 'react';
import { useTranslations } from 'use-intl';
import { Button } from '../../design/button.tsx';
import { FailureNote } from '../../forms/failure-note.tsx';
import { ReasonForm } from '../reason-form.tsx';
import { RedriveSheet } from '../redrives/redrive-sheet.tsx';
import type { Operator } from '../roles.ts';
import { useWhyClosed } from '../use-why-closed.ts';
import { type Selection, sizeOf } from './selection.ts';
import { useDiscard } from './use-discard.ts';

interface SelectionActsProps {
  readonly selection: Selection;
  readonly operator: Operator;
  /** They are discarded. */
  readonly onDiscarded?: () => void;
  /** Before the acts: what they are about. */
  readonly lead?: ReactNode;
  /** Between the acts: another that is closed where these are. */
  readonly other?: (closed: ClosedAct) => ReactNode;
  /** After the acts. */
  readonly tail?: ReactNode;
}

/** What a button of an act that may be closed has to have. */
interface ClosedAct {
  readonly disabled: boolean;
  readonly 'aria-describedby': string | undefined;
}

/** Redrives and discards letters, however many. A role that may not sees them closed, with the reason. */
export function SelectionActs({ selection, operator, onDiscarded, lead, other, tail }: SelectionActsProps) {
  const t = useTranslations('letterActs');
  const closedId = useId();
  const [open, setOpen] = useState<'redrive' | 'discard'>();
  // The button that asked has gone meanwhile: the focus returns to the one in its place.
  const [returned, setReturned] = useState(false);
  const discard = useDiscard(onDiscarded);
  const count = sizeOf(selection);
  const reasons = useWhyClosed(operator, 'operator', t('act'));
  const closed: ClosedAct = {
    disabled: reasons !== undefined || discard.busy,
    'aria-describedby': reasons === undefined ? undefined : closedId,
  };
  if (open === 'discard') {
    return (
      <ReasonForm
        label={t('discardAct', { count })}
        effect={t('discardEffect', { count })}
        act={t('discardAct', { count })}
        onAct={(reason) => {
          setOpen(undefined);
          setReturned(true);
          discard.run({ selection, reason });
        }}
        onCancel={() => {
          setOpen(undefined);
          setReturned(true);
        }}
      />
    );
  }
  return (
    <>
      <div className="flex flex-wrap items-center gap-x-1 gap-y-1">
        {lead}
        <Button {...closed} onClick={() => setOpen('redrive')}>
          <RotateCw size={16} aria-hidden /> {t('redrive')}
        </Button>
        {other?.(closed)}
        <Button
          {...closed}
          disabled={closed.disabled || discard.early}
          autoFocus={returned}
          onClick={() => setOpen('discard')}
        >
          <Trash2 size={16} aria-hidden /> {discard.busy ? t('discarding') : t('discard')}
        </Button>
        {tail}
      </div>
      {reasons !== undefined && (
        <p id={closedId} className="px-3 pb-1 text-ink-faint text-sm">
          {reasons}
        </p>
      )}
      {discard.failure !== undefined && <FailureNote failure={discard.failure} />}
      {open === 'redrive' && <RedriveSheet selection={selection} onClose={() => setOpen(undefined)} />}
    </>
  );
}
