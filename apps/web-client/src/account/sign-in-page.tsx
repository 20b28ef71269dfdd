import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { Button } from '../design/button.tsx';
import { FormCard } from '../forms/form-card.tsx';
import { Link } from '../routing/link.tsx';
import { CreateAccountForm } from './create-account-form.tsx';
import { type AskedLink, LinkSent } from './link-sent.tsx';
import { useKnownSession } from './session-query.ts';
import { SignInForm } from './sign-in-form.tsx';

/** `/sign-in`: a link by e-mail, and beside it an account for who has none. No passwords. */
export function SignInPage() {
  const t = useTranslations('account');
  const user = useKnownSession()?.user;
  const [form, setForm] = useState<'sign-in' | 'create'>('sign-in');
  // Kept from one form to the other: it is the same person.
  const [email, setEmail] = useState('');
  const [link, setLink] = useState<AskedLink>();
  const linkTo = (created: boolean, sent: boolean) => setLink({ email: email.trim(), created, sent });

  if (user !== undefined) {
    return (
      <FormCard title={t('signedInAs', { name: user.name })} lead={user.email}>
        <Link to="/" className="inline-flex min-h-6 items-center font-medium text-accent hover:text-accent-strong">
          {t('yourResults')}
        </Link>
      </FormCard>
    );
  }
  if (link !== undefined) return <LinkSent link={link} onBack={() => setLink(undefined)} />;
  if (form === 'create') {
    return (
      <FormCard title={t('create')} lead={t('createLead')}>
        <CreateAccountForm
          email={email}
          onEmail={setEmail}
          onCreated={(linkAsked) => linkTo(true, linkAsked)}
          onSent={() => linkTo(false, true)}
        />
        <Elsewhere asked={t('haveOne')} action={t('signIn')} onAction={() => setForm('sign-in')} />
      </FormCard>
    );
  }
  return (
    <FormCard title={t('signIn')} lead={t('signInLead')}>
      <SignInForm email={email} onEmail={setEmail} onSent={() => linkTo(false, true)} />
      <Elsewhere asked={t('newHere')} action={t('create')} onAction={() => setForm('create')} />
    </FormCard>
  );
}

function Elsewhere({ asked, action, onAction }: { asked: string; action: string; onAction: () => void }) {
  return (
    <p className="mt-6 flex flex-wrap items-center text-ink-soft text-sm">
      {asked}
      <Button onClick={onAction} className="px-2!">
        {action}
      </Button>
    </p>
  );
}
