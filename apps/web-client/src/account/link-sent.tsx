import { MailCheck } from 'lucide-react';
import { useTranslations } from 'use-intl';
import { askForLink } from '../api/accounts.ts';
import { Button } from '../design/button.tsx';
import { FailureNote } from '../forms/failure-note.tsx';
import { FormCard } from '../forms/form-card.tsx';
import { useAct } from '../forms/use-act.ts';

export interface AskedLink {
  readonly email: string;
  /** The account was made just now: that there is one is no secret to who made it. */
  readonly created: boolean;
  /** The server has taken the request for a link. After an account was made, that may have failed on its own. */
  readonly sent: boolean;
}

/** What happens next. It says nothing about whether an address has an account: that is nobody else's business. */
export function LinkSent({ link: { email, created, sent }, onBack }: { link: AskedLink; onBack: () => void }) {
  const t = useTranslations('account');
  const again = useAct(askForLink);
  const address = () => (
    <strong key="address" className="break-words font-medium text-ink">
      {email}
    </strong>
  );
  const isSent = sent || again.done;
  return (
    <FormCard title={t(created ? 'createdTitle' : 'sentTitle')}>
      <div role="status" className="flex gap-4">
        <MailCheck size={24} aria-hidden className="shrink-0 text-accent" />
        <div className="min-w-0 text-ink-soft">
          <p>{t.rich(isSent ? (created ? 'sentToNew' : 'sentIfKnown') : 'notSent', { address })}</p>
          {isSent && <p className="mt-2">{t('worksOnce')}</p>}
        </div>
      </div>
      {again.failure !== undefined && (
        <div className="mt-4">
          <FailureNote failure={again.failure} />
        </div>
      )}
      <div className="mt-6 -ml-3 flex flex-wrap gap-1">
        <Button disabled={again.busy || again.early || again.done} onClick={() => again.run(email)}>
          {t(again.done && sent ? 'sentAgain' : isSent ? 'sendAnother' : 'sendLink')}
        </Button>
        <Button onClick={onBack}>{t('otherAddress')}</Button>
      </div>
    </FormCard>
  );
}
