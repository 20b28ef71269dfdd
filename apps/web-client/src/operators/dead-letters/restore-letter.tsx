import { useQueryClient } from '@tanstack/react-query';
import { Undo2 } from 'lucide-react';
import { useId } from 'react';
import { useTranslations } from 'use-intl';
import { Button } from '../../design/button.tsx';
import { FailureNote } from '../../forms/failure-note.tsx';
import { useAct } from '../../forms/use-act.ts';
import { ReasonForm } from '../reason-form.tsx';
import type { Operator } from '../roles.ts';
import { useAsked } from '../use-asked.ts';
import { useWhyClosed } from '../use-why-closed.ts';
import { refreshLetters } from './dead-letters-queries.ts';
import { undoDiscard } from './letters-api.ts';

/** Takes the discard of one letter back, however long ago it was. */
export function RestoreLetter({ id, operator }: { id: string; operator: Operator }) {
  const t = useTranslations('letterActs');
  const queries = useQueryClient();
  const closedId = useId();
  const { asked, returned, ask, close } = useAsked<'restore'>();
  const undo = useAct(
    (reason: string) => undoDiscard({ message_ids: [id] }, reason),
    () => refreshLetters(queries),
  );
  const closed = useWhyClosed(operator, 'operator', t('act'));
  const refused = undo.result?.refused[0];
  if (asked !== undefined) {
    return (
      <ReasonForm
        label={t('restoreAct')}
        effect={t('restoreEffect')}
        act={t('restoreAct')}
        onAct={(reason) => {
          close();
          undo.run(reason);
        }}
        onCancel={close}
      />
    );
  }
  return (
    <>
      <Button
        disabled={closed !== undefined || undo.busy || undo.early}
        aria-describedby={closed === undefined ? undefined : closedId}
        autoFocus={returned !== undefined}
        onClick={() => ask('restore')}
      >
        <Undo2 size={16} aria-hidden /> {t('restore')}
      </Button>
      {closed !== undefined && (
        <p id={closedId} className="px-3 text-ink-faint text-sm">
          {closed}
        </p>
      )}
      {refused !== undefined && (
        <p role="alert" className="px-3 text-failed text-sm">
          {refused.reason}
        </p>
      )}
      {undo.failure !== undefined && <FailureNote failure={undo.failure} />}
    </>
  );
}
