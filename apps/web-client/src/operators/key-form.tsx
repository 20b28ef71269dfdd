import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { changeSession } from '../account/session-query.ts';
import { ApiError } from '../api/api-error.ts';
import { startOperatorSession } from '../api/operators.ts';
import { Button } from '../design/button.tsx';
import { TextField } from '../design/text-field.tsx';
import { FailureNote } from '../forms/failure-note.tsx';
import { FormCard } from '../forms/form-card.tsx';
import { useAct } from '../forms/use-act.ts';

/** The operators' sign-in: a key in, a session out. */
export function KeyForm() {
  const t = useTranslations('frame');
  const queries = useQueryClient();
  const [key, setKey] = useState('');
  const [missing, setMissing] = useState(false);
  const start = useAct(startOperatorSession, (now) => changeSession(queries, (before) => ({ ...before, ...now })));
  const unknown = start.error instanceof ApiError && start.error.status === 401;

  function submit(): void {
    setMissing(key.trim() === '');
    if (key.trim() !== '') start.run(key.trim());
  }

  return (
    <FormCard title={t('keyTitle')} lead={t('keyLead')}>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
        className="flex flex-col gap-4"
      >
        <TextField
          label={t('key')}
          type="password"
          // A password manager may keep it; under no name, since the key has its own.
          autoComplete="current-password"
          spellCheck={false}
          maxLength={256}
          value={key}
          fault={missing ? t('keyMissing') : unknown ? t('keyUnknown') : undefined}
          // The one thing to do on this page.
          autoFocus
          onText={(text) => {
            setMissing(false);
            if (unknown) start.reset();
            setKey(text);
          }}
        />
        {start.failure !== undefined && !unknown && <FailureNote failure={start.failure} />}
        <Button look="primary" type="submit" disabled={start.busy || start.early} className="justify-center">
          {t(start.busy ? 'signingIn' : 'signIn')}
        </Button>
      </form>
    </FormCard>
  );
}
