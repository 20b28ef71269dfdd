import { UserRoundCheck } from 'lucide-react';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { askForLink, createUser } from '../api/accounts.ts';
import { ApiError } from '../api/api-error.ts';
import { Button } from '../design/button.tsx';
import { Note } from '../design/note.tsx';
import { TextField } from '../design/text-field.tsx';
import { FailureNote } from '../forms/failure-note.tsx';
import { useAct } from '../forms/use-act.ts';
import { type AddressFault, findAddressFault, findNameFault, type NameFault } from './account-faults.ts';

interface CreateAccountFormProps {
  readonly email: string;
  readonly onEmail: (email: string) => void;
  /** Told whether a link to sign in was asked for as well. */
  readonly onCreated: (linkAsked: boolean) => void;
  /** A link was asked for instead: there is an account already. */
  readonly onSent: () => void;
}

export function CreateAccountForm({ email, onEmail, onCreated, onSent }: CreateAccountFormProps) {
  const t = useTranslations('account');
  const [name, setName] = useState('');
  const [faults, setFaults] = useState<{ name?: NameFault | undefined; email?: AddressFault | undefined }>({});
  const create = useAct(createAndAskForLink, onCreated);
  const exists = create.error instanceof ApiError && create.error.status === 409;

  function submit(): void {
    const found = { name: findNameFault(name), email: findAddressFault(email) };
    setFaults(found);
    if (found.name === undefined && found.email === undefined) create.run({ name: name.trim(), email: email.trim() });
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
        label={t('name')}
        autoComplete="name"
        value={name}
        fault={faults.name && t(`faults.${faults.name}`)}
        // Asked for by a press of its button, whose place it takes.
        autoFocus
        onText={(text) => {
          setFaults({ ...faults, name: undefined });
          setName(text);
        }}
      />
      <TextField
        label={t('email')}
        type="email"
        autoComplete="email"
        placeholder="you@example.com"
        hint={t('emailHint')}
        value={email}
        fault={faults.email && t(`faults.${faults.email}`)}
        onText={(text) => {
          setFaults({ ...faults, email: undefined });
          create.reset();
          onEmail(text);
        }}
      />
      {exists && <AlreadyThere email={email.trim()} onSent={onSent} />}
      {create.failure !== undefined && !exists && <FailureNote failure={create.failure} />}
      <Button look="primary" type="submit" disabled={create.busy || create.early || exists} className="justify-center">
        {t(create.busy ? 'creating' : 'createAct')}
      </Button>
    </form>
  );
}

/** An account is made to be signed in to. That the link failed does not undo the account: it can be asked for again. */
async function createAndAskForLink({ name, email }: { name: string; email: string }): Promise<boolean> {
  await createUser(name, email);
  return askForLink(email).then(
    () => true,
    () => false,
  );
}

function AlreadyThere({ email, onSent }: { email: string; onSent: () => void }) {
  const t = useTranslations('account');
  const ask = useAct(askForLink, onSent);
  return (
    <>
      <Note role="alert" look="waiting" icon={UserRoundCheck} title={t('existsTitle')}>
        <p>{t('exists')}</p>
        <Button className="mt-1 -ml-3" disabled={ask.busy || ask.early} onClick={() => ask.run(email)}>
          {t(ask.busy ? 'sending' : 'sendInstead')}
        </Button>
      </Note>
      {ask.failure !== undefined && <FailureNote failure={ask.failure} />}
    </>
  );
}
