import { type ReactNode, useState } from 'react';
import { useTranslations } from 'use-intl';
import { Button } from '../design/button.tsx';
import { TextField } from '../design/text-field.tsx';

interface ReasonFormProps {
  /** What is about to be done, for those who do not see where the form stands. */
  readonly label: string;
  /** What it will do. */
  readonly effect: ReactNode;
  /** The words on the button. */
  readonly act: string;
  readonly onAct: (reason: string) => void;
  readonly onCancel: () => void;
}

/** Asks why, before something is done that others will ask about: it is kept with the act. Escape leaves all as it was. */
export function ReasonForm({ label, effect, act, onAct, onCancel }: ReasonFormProps) {
  const t = useTranslations('frame');
  const [reason, setReason] = useState('');
  const [missing, setMissing] = useState(false);
  return (
    <form
      noValidate
      aria-label={label}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        // It closes this form and nothing behind it.
        event.preventDefault();
        onCancel();
      }}
      onSubmit={(event) => {
        event.preventDefault();
        if (reason.trim() === '') setMissing(true);
        else onAct(reason.trim());
      }}
      className="rounded-md bg-raised p-4"
    >
      <p className="mb-3 text-ink-soft text-sm">{effect}</p>
      <TextField
        label={t('why')}
        maxLength={500}
        value={reason}
        fault={missing ? t('whyMissing') : undefined}
        // Asked for by what was pressed.
        autoFocus
        onText={(text) => {
          setMissing(false);
          setReason(text);
        }}
      />
      <div className="mt-3 flex flex-wrap items-center gap-2">
        <Button look="primary" type="submit">
          {act}
        </Button>
        <Button onClick={onCancel}>{t('cancel')}</Button>
      </div>
    </form>
  );
}
