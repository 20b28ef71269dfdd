import { MailCheck } from 'lucide-react';
import { askForLink } from '../api/accounts.ts';
import { Button } from '../design/button.tsx';
import { FailureNote } from '../forms/failure-note.tsx';
import { FormCard } from '../forms/form-card.tsx';
import { useAct } from '../forms/use-act.ts';

interface LinkSentProps {
  readonly email: string;
  /** The account was made just now, and its welcome is what was sent. */
  readonly created: boolean;
  readonly onBack: () => void;
}

/** What happens next. It says nothing about whether an address has an account: that is nobody else's business. */
export function LinkSent({ email, created, onBack }: LinkSentProps) {
  const again = useAct(askForLink);
  const address = <strong className="break-words font-medium text-ink">{email.trim()}</strong>;
  return (
    <FormCard title={created ? 'Your account is there.' : 'Look into your mail.'}>
      <div role="status" className="flex gap-4">
        <MailCheck size={24} aria-hidden className="shrink-0 text-accent" />
        <div className="min-w-0 text-ink-soft">
          <p>
            {created || again.done ? (
              <>A mail is on its way to {address}.</>
            ) : (
              <>If there is an account for {address}, a link is on its way.</>
            )}
          </p>
          <p className="mt-2">The link in it signs you in. It works once, for 15 minutes.</p>
        </div>
      </div>
      {again.failure !== undefined && (
        <div className="mt-4">
          <FailureNote failure={again.failure} />
        </div>
      )}
      <div className="mt-6 -ml-3 flex flex-wrap gap-1">
        <Button disabled={again.busy || again.early || again.done} onClick={() => again.run(email.trim())}>
          {again.done ? 'Sent again' : 'Send another link'}
        </Button>
        <Button onClick={onBack}>Use another address</Button>
      </div>
    </FormCard>
  );
}
