import { MailCheck } from 'lucide-react';
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
  const again = useAct(askForLink);
  const address = <strong className="break-words font-medium text-ink">{email}</strong>;
  const isSent = sent || again.done;
  return (
    <FormCard title={created ? 'Your account is there.' : 'Look into your mail.'}>
      <div role="status" className="flex gap-4">
        <MailCheck size={24} aria-hidden className="shrink-0 text-accent" />
        <div className="min-w-0 text-ink-soft">
          {!isSent && <p>Now have a link sent to {address}, to sign in with.</p>}
          {isSent && created && <p>A link to sign in is on its way to {address}.</p>}
          {isSent && !created && <p>If there is an account for {address}, a link is on its way.</p>}
          {isSent && <p className="mt-2">It works once, for 15 minutes. The newest one counts.</p>}
        </div>
      </div>
      {again.failure !== undefined && (
        <div className="mt-4">
          <FailureNote failure={again.failure} />
        </div>
      )}
      <div className="mt-6 -ml-3 flex flex-wrap gap-1">
        <Button disabled={again.busy || again.early || again.done} onClick={() => again.run(email)}>
          {again.done && sent ? 'Sent again' : isSent ? 'Send another link' : 'Send me a link'}
        </Button>
        <Button onClick={onBack}>Use another address</Button>
      </div>
    </FormCard>
  );
}
