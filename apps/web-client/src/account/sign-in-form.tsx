import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { askForLink } from '../api/accounts.ts';
import { Button } from '../design/button.tsx';
import { TextField } from '../design/text-field.tsx';
import { FailureNote } from '../forms/failure-note.tsx';
import { useAct } from '../forms/use-act.ts';
import { type AddressFault, findAddressFault } from './account-faults.ts';

interface SignInFormProps {
  readonly email: string;
  readonly onEmail: (email: string) => void;
  readonly onSent: () => void;
}

export function SignInForm({ email, onEmail, onSent }: SignInFormProps) {
  const t = useTranslations('account');
  const [fault, setFault] = useState<AddressFault>();
  const ask = useAct(askForLink, onSent);

  function submit(): void {
    const found = findAddressFault(email);
    setFault(found);
    if (found === undefined) ask.run(email.trim());
  }

  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
      className="flex flex-col gap-4"
    >
      <TextField
        label={t('email')}
        type="email"
        autoComplete="email"
        placeholder="you@example.com"
        value={email}
        fault={fault && t(`faults.${fault}`)}
        // The one thing to do on this page.
        autoFocus
        onText={(text) => {
          setFault(undefined);
          onEmail(text);
        }}
      />
      {ask.failure !== undefined && <FailureNote failure={ask.failure} />}
      <Button look="primary" type="submit" disabled={ask.busy || ask.early} className="justify-center">
        {t(ask.busy ? 'sending' : 'sendLink')}
      </Button>
    </form>
  );
}
