import { type MailStop, STOP_LINK_ALLOWS_DAYS } from '@ballast/contracts';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { BellOff, LinkIcon, MailCheck } from 'lucide-react';
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
  const query = useQuery({
    queryKey: ['mail-stop', token],
    queryFn: ({ signal }) => getMailStop(token, signal),
  });
  if (query.data !== undefined) return <Choice token={token} stop={query.data} />;
  if (query.error instanceof ApiError && (query.error.status === 404 || query.error.status === 400)) {
    return (
      <FormCard title="Stop mail">
        <Note role="alert" look="waiting" icon={LinkIcon} title="This link is not known here.">
          <p>It may not be complete. Open it from the newest mail, or copy it as a whole.</p>
        </Note>
      </FormCard>
    );
  }
  return <WaitingCard title="Stop mail" query={query} />;
}

function Choice({ token, stop }: { token: string; stop: MailStop }) {
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
      <FormCard title="Mail is stopped.">
        <Note role="status" look="good" icon={BellOff} title={`No more mail goes to ${stop.recipient}.`}>
          <p>Results still stand on their own pages. A link to sign in is not sent there either.</p>
        </Note>
        {failure}
        {stop.can_allow ? (
          <Button className="mt-4 -ml-3" disabled={act.busy || act.early} onClick={() => act.run(false)}>
            {act.busy ? 'One moment…' : 'Allow again'}
          </Button>
        ) : (
          <p className="mt-4 text-ink-soft text-sm">
            Changed your mind? This mail is more than {STOP_LINK_ALLOWS_DAYS} days old, and others may have come by it
            since: allow mail again by the same link in a newer one, or write to whoever runs this site.
          </p>
        )}
      </FormCard>
    );
  }
  return (
    <FormCard
      title={`Stop mail to ${stop.recipient}?`}
      lead="Somebody entered this address here. If it was not you, or you have had enough, one press ends it."
    >
      {act.done && (
        <div className="mb-4">
          <Note role="status" look="good" icon={MailCheck} title={`Mail to ${stop.recipient} is allowed again.`} />
        </div>
      )}
      {failure}
      <Button
        look="primary"
        disabled={act.busy || act.early}
        onClick={() => act.run(true)}
        className="w-full justify-center"
      >
        {act.busy ? 'One moment…' : 'Stop mail'}
      </Button>
    </FormCard>
  );
}
