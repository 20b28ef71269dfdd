import type { User } from '@ballast/contracts';
import { useQuery } from '@tanstack/react-query';
import { ArrowRight, KeyRound, ListOrdered, LogOut, type LucideIcon, Mail, MonitorX, Smartphone } from 'lucide-react';
import { type ReactNode, useId } from 'react';
import { useFormatter, useTranslations } from 'use-intl';
import { Button } from '../design/button.tsx';
import { FailureNote } from '../forms/failure-note.tsx';
import { FormCard } from '../forms/form-card.tsx';
import { WaitingCard } from '../forms/waiting-card.tsx';
import { Link } from '../routing/link.tsx';
import { sessionQuery } from './session-query.ts';
import { useWaysOut } from './use-ways-out.ts';

/** `/account`: who is signed in, their results, the ways out, and what is kept of them. */
export function AccountPage() {
  const t = useTranslations('account');
  const query = useQuery(sessionQuery);
  if (query.data === undefined) return <WaitingCard title={t('yourAccount')} query={query} />;
  if (query.data.user !== undefined) return <AccountOf user={query.data.user} />;
  return (
    <FormCard title={t('yourAccount')} lead={t('notSignedIn')}>
      <Link
        to="/sign-in"
        className="inline-flex h-10 items-center rounded-md bg-accent px-4 font-medium text-on-accent text-sm transition-colors hover:bg-accent-strong"
      >
        {t('signIn')}
      </Link>
    </FormCard>
  );
}

function AccountOf({ user }: { user: User }) {
  const t = useTranslations('account');
  const format = useFormatter();
  const { leave, leaving, isClosed, failure } = useWaysOut(user);
  return (
    <div className="mx-auto max-w-[34rem]">
      <title>{t('yourAccount')}</title>
      <h1 className="font-semibold text-2xl text-ink tracking-tight">{t('yourAccount')}</h1>
      <dl className="mt-6 divide-y divide-line/70 text-sm">
        <Detail term={t('name')}>
          <bdi>{user.name}</bdi>
        </Detail>
        <Detail term={t('email')}>{user.email}</Detail>
        <Detail term={t('since')}>
          <time dateTime={user.created_at}>
            {format.dateTime(Date.parse(user.created_at), { day: 'numeric', month: 'long', year: 'numeric' })}
          </time>
        </Detail>
      </dl>
      <Part title={t('yourResults')} lead={t('resultsLead')}>
        <Link
          to="/"
          className="inline-flex h-9 items-center gap-2 rounded-md font-medium text-accent text-sm transition-colors hover:text-accent-strong"
        >
          {t('seeResults')} <ArrowRight size={16} aria-hidden />
        </Link>
      </Part>
      <Part title={t('leaving')} lead={t('leavingLead')}>
        {failure !== undefined && (
          <div className="mb-3">
            <FailureNote failure={failure} />
          </div>
        )}
        <div className="-ml-3 flex flex-wrap gap-x-2">
          <Button disabled={isClosed} onClick={() => leave('here')}>
            <LogOut size={16} aria-hidden />
            {t(leaving === 'here' ? 'signingOut' : 'signOut')}
          </Button>
          <Button disabled={isClosed} onClick={() => leave('everywhere')}>
            <MonitorX size={16} aria-hidden />
            {t(leaving === 'everywhere' ? 'signingOutEverywhere' : 'signOutEverywhere')}
          </Button>
        </div>
      </Part>
      <Part title={t('stored')} lead={t('storedLead')}>
        <ul className="mt-1 flex flex-col gap-3 text-sm">
          <Kept icon={Mail} what={t('kept.address')} how={t('kept.addressHow')} />
          <Kept icon={ListOrdered} what={t('kept.results')} how={t('kept.resultsHow')} />
          <Kept icon={KeyRound} what={t('kept.sessions')} how={t('kept.sessionsHow')} />
          <Kept icon={Smartphone} what={t('kept.here')} how={t('kept.hereHow')} />
        </ul>
      </Part>
    </div>
  );
}

function Detail({ term, children }: { term: string; children: ReactNode }) {
  return (
    <div className="grid items-center gap-x-4 py-2 sm:min-h-12 sm:grid-cols-[9rem_1fr]">
      <dt className="text-ink-faint">{term}</dt>
      <dd className="min-w-0 break-words text-ink">{children}</dd>
    </div>
  );
}

function Part({ title, lead, children }: { title: string; lead: string; children: ReactNode }) {
  const id = useId();
  return (
    <section aria-labelledby={id} className="mt-8">
      <h2 id={id} className="font-semibold text-base text-ink">
        {title}
      </h2>
      <p className="mt-1 mb-2 text-pretty text-ink-soft text-sm">{lead}</p>
      {children}
    </section>
  );
}

/** Something that is kept, and how. */
function Kept({ icon: Icon, what, how }: { icon: LucideIcon; what: string; how: string }) {
  return (
    <li className="flex gap-3">
      <Icon size={16} aria-hidden className="mt-0.5 shrink-0 text-ink-faint" />
      <span className="text-pretty text-ink-soft">
        <strong className="font-medium text-ink">{what}</strong> {how}
      </span>
    </li>
  );
}
