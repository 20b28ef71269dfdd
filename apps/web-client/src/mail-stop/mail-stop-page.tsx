import { type MailStop, STOP_LINK_ALLOWS_DAYS } from '@ballast/contracts';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { BellOff, LinkIcon, MailCheck } from 'lucide-react';
import { useTranslations } from 'use-intl';
import { ApiError } from '../api/api-error.ts';
import { allowMail, getMailStop, stopMail } from '../api/mail-stops.ts';
import { Button } from '../design/button.tsx';
import { Note } from '../design/note.tsx';
import { FailureNote } from '../forms/failure-note.tsx';
import { FormCard } from '../forms/form-card.tsx';
import { useAct } from '../forms/use-act.ts';
import { WaitingCard } from '../forms/waiting-card.tsx';

/** `/mail/stop/<token>`, in the footer of each mail. Opening it stops nothing: scanners of mail open links too. */
export function MailStopPage({ token }: { token: string }) {
  const t = useTranslations('mail-stop');
  const query = useQuery({
    queryKey: ['mail-stop', token],
    queryFn: ({ signal }) => getMailStop(token, signal),
  });
  if (query.data !== undefined) return <Choice token={token} stop={query.data} />;
  if (query.error instanceof ApiError && (query.error.status === 404 || query.error.status === 400)) {
    return (
      <FormCard title={t('stopTitle')}>
        <Note role="alert" look="waiting" icon={LinkIcon} title={t('unknownLink')}>
          <p>{t('unknownLinkHelp')}</p>
        </Note>
      </FormCard>
    );
  }
  return <WaitingCard title={t('stopTitle')} query={query} />;
}

function Choice({ token, stop }: { token: string; stop: MailStop }) {
  const t = useTranslations('mail-stop');
  const { recipient } = stop;
  const queries = useQueryClient();
  const act = useAct(
    (stopped: boolean) => (stopped ? stopMail(token) : allowMail(token)),
    (now) => queries.setQueryData<MailStop>(['mail-stop', token], now),
  );
  const failure = act.failure !== undefined && (
    <div className="mt-4">
      <FailureNote failure={act.failure} />
    </div>
  );
  if (stop.is_stopped) {
    return (
      <FormCard title={t('stoppedTitle')}>
        <Note role="status" look="good" icon={BellOff} title={t('stopped', { recipient })}>
          <p>{t('stoppedEffect')}</p>
        </Note>
        {failure}
        {stop.can_allow ? (
          <Button className="mt-4 -ml-3" disabled={act.busy || act.early} onClick={() => act.run(false)}>
            {t(act.busy ? 'busy' : 'allow')}
          </Button>
        ) : (
          <p className="mt-4 text-ink-soft text-sm">{t('tooOld', { days: String(STOP_LINK_ALLOWS_DAYS) })}</p>
        )}
      </FormCard>
    );
  }
  return (
    <FormCard title={t('question', { recipient })} lead={t('why')}>
      {act.done && (
        <div className="mb-4">
          <Note role="status" look="good" icon={MailCheck} title={t('allowedAgain', { recipient })} />
        </div>
      )}
      {failure}
      <Button
        look="primary"
        disabled={act.busy || act.early}
        onClick={() => act.run(true)}
        className="w-full justify-center"
      >
        {t(act.busy ? 'busy' : 'stop')}
      </Button>
    </FormCard>
  );
}
