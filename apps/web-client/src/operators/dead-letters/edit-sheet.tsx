import { contractOf, type DeadLetterDetail, findMessageFault } from '@ballast/contracts/operators';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { CircleAlert, CircleCheck } from 'lucide-react';
import { useDeferredValue, useId, useMemo, useState } from 'react';
import { useTranslations } from 'use-intl';
import { Button } from '../../design/button.tsx';
import { classNames } from '../../design/class-names.ts';
import { TextField } from '../../design/text-field.tsx';
import { FailureNote } from '../../forms/failure-note.tsx';
import { useAct } from '../../forms/use-act.ts';
import { jobPath } from '../../routing/route.ts';
import { goTo } from '../../routing/use-route.ts';
import { PanelError, PanelSkeleton } from '../panel-states.tsx';
import { JOBS_KEY } from '../redrives/redrives-queries.ts';
import { Sheet } from '../sheet.tsx';
import { messageQuery, refreshLetters } from './dead-letters-queries.ts';
import { Difference } from './difference.tsx';
import type { LetterMessage } from './letter-message.ts';
import { editAndRedrive } from './letters-api.ts';

type EditedLetter = Pick<DeadLetterDetail, 'id' | 'original_subject' | 'original_message_id'>;

interface EditSheetProps {
  readonly letter: EditedLetter;
  /** What was typed so far: it outlives the sheet. */
  readonly draft: string | undefined;
  readonly onDraft: (text: string) => void;
  readonly onClose: () => void;
}

/** A letter's message as text, what is changed in it beside what came, and the way to send it so. */
export function EditSheet({ onClose, ...rest }: EditSheetProps) {
  const t = useTranslations('letterActs.editing');
  const { id } = rest.letter;
  const query = useQuery(messageQuery(id));
  return (
    <Sheet wide title={t('title', { id })} onClose={onClose}>
      {query.data !== undefined && <EditForm {...rest} message={query.data} />}
      {query.isPending && <PanelSkeleton rows={6} className="h-12" what={t('message')} />}
      {query.isLoadingError && <PanelError what={t('message')} query={query} />}
    </Sheet>
  );
}

interface EditFormProps extends Omit<EditSheetProps, 'onClose'> {
  readonly message: LetterMessage;
}

function EditForm({ letter, message, draft, onDraft }: EditFormProps) {
  const t = useTranslations('letterActs.editing');
  const id = useId();
  const queries = useQueryClient();
  const [reason, setReason] = useState('');
  const [fault, setFault] = useState<string>();
  const text = draft ?? message.edited ?? message.original;
  // What is typed comes first, what is said about it when there is time.
  const shown = useDeferredValue(text);
  const wrong = useMemo(() => findFault(shown, letter), [shown, letter]);
  const isAsItCame = text === message.original && message.edited === undefined;
  const edit = useAct(
    (why: string) => editAndRedrive(letter.id, text, why),
    ({ job_id }) => {
      void refreshLetters(queries);
      void queries.invalidateQueries({ queryKey: JOBS_KEY });
      if (job_id !== null) goTo(jobPath(job_id));
    },
  );
  const isClosed = isAsItCame || shown !== text || wrong !== undefined || edit.busy || edit.early;
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (isClosed) return;
        if (reason.trim() === '') setFault(t('reasonFault'));
        else edit.run(reason.trim());
      }}
      className="flex flex-col gap-5"
    >
      <div>
        <label htmlFor={id} className="mb-1.5 block font-medium text-ink-soft text-sm">
          {t('message')}
        </label>
        <textarea
          id={id}
          value={text}
          rows={12}
          autoComplete="off"
          spellCheck={false}
          // biome-ignore lint/a11y/noAutofocus: it was asked for by what was pressed
          autoFocus
          aria-invalid={wrong !== undefined}
          aria-describedby={`${id}-note`}
          onChange={({ target }) => onDraft(target.value)}
          className={classNames(
            'block max-h-[50dvh] min-h-40 w-full resize-y rounded-md bg-surface px-3 py-2 font-mono text-ink text-sm caret-accent outline-none ring-1 transition-shadow focus:ring-2 focus:ring-accent',
            wrong === undefined ? 'ring-edge' : 'ring-failed',
          )}
        />
        <p id={`${id}-note`} aria-live="polite" className="mt-1.5 flex items-start gap-1.5 text-sm">
          {wrong === undefined ? (
            <>
              <CircleCheck size={16} aria-hidden className="mt-0.5 shrink-0 text-prime" />
              <span className="text-ink-soft">
                {t(contractOf(letter.original_subject) === undefined ? 'isJson' : 'fits', {
                  subject: letter.original_subject,
                })}
              </span>
            </>
          ) : (
            <>
              <CircleAlert size={16} aria-hidden className="mt-0.5 shrink-0 text-failed" />
              <span className="min-w-0 break-words text-failed">
                {wrong.field !== '' && <code className="font-mono">{wrong.field} </code>}
                {wrong.message}
              </span>
            </>
          )}
        </p>
      </div>
      <section>
        <h3 className="mb-2 font-medium text-ink-soft text-sm">{t('changes')}</h3>
        <Difference before={message.original} after={shown} />
      </section>
      <TextField
        label={t('why')}
        maxLength={1000}
        value={reason}
        fault={fault}
        onText={(why) => {
          setFault(undefined);
          setReason(why);
        }}
      />
      {edit.failure !== undefined && <FailureNote failure={edit.failure} />}
      <div className="flex flex-wrap items-center gap-2">
        <Button look="primary" type="submit" disabled={isClosed}>
          {t('send')}
        </Button>
        {!isAsItCame && (
          <Button onClick={() => onDraft(message.original)} disabled={text === message.original}>
            {t('asItCame')}
          </Button>
        )}
      </div>
    </form>
  );
}

/** By the contract. That a mail keeps its kind is known to the server alone, which looks at its delivery. */
function findFault(text: string, letter: EditedLetter) {
  return findMessageFault(text, { subject: letter.original_subject, id: letter.original_message_id });
}
