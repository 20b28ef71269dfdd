import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
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
  const queries = useQueryClient();
  const [key, setKey] = useState('');
  const [fault, setFault] = useState<string>();
  const start = useAct(startOperatorSession, (now) => changeSession(queries, (before) => ({ ...before, ...now })));
  const unknown = start.error instanceof ApiError && start.error.status === 401;

  function submit(): void {
    const found = key.trim() === '' ? 'Enter your key.' : undefined;
    setFault(found);
    if (found === undefined) start.run(key.trim());
  }

  return (
    <FormCard title="Operators" lead="Sign in with your key. What you do here is recorded under its name.">
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
        className="flex flex-col gap-4"
      >
        <TextField
          label="Key"
          type="password"
          // A password manager may keep it; under no name, since the key has its own.
          autoComplete="current-password"
          spellCheck={false}
          maxLength={256}
          value={key}
          fault={fault ?? (unknown ? 'This key is not known here.' : undefined)}
          // The one thing to do on this page.
          autoFocus
          onText={(text) => {
            setFault(undefined);
            if (unknown) start.reset();
            setKey(text);
          }}
        />
        {start.failure !== undefined && !unknown && <FailureNote failure={start.failure} />}
        <Button look="primary" type="submit" disabled={start.busy || start.early} className="justify-center">
          {start.busy ? 'Signing in…' : 'Sign in'}
        </Button>
      </form>
    </FormCard>
  );
}
