import { Mail, Plus, X } from 'lucide-react';
import { Collapsible } from 'radix-ui';
import { useId } from 'react';
import { useTranslations } from 'use-intl';
import { Button } from '../design/button.tsx';

interface EmailDisclosureProps {
  readonly open: boolean;
  readonly address: string;
  /** It is no complete address. */
  readonly fault: boolean;
  readonly onOpenChange: (open: boolean) => void;
  readonly onAddress: (address: string) => void;
}

/** "Also by e-mail": closed, nothing is sent; open, a field for the address. To be used inside a `Collapsible.Root`. */
export function EmailTrigger({ open }: { open: boolean }) {
  const t = useTranslations('check');
  return (
    <Collapsible.Trigger asChild>
      <Button className="text-ink-soft">
        {open ? <X size={16} aria-hidden /> : <Plus size={16} aria-hidden />}
        {t(open ? 'mailClose' : 'mailOpen')}
      </Button>
    </Collapsible.Trigger>
  );
}

export function EmailField({
  address,
  fault,
  onAddress,
}: Pick<EmailDisclosureProps, 'address' | 'fault' | 'onAddress'>) {
  const t = useTranslations('check');
  const id = useId();
  return (
    <Collapsible.Content className="grow-in">
      <div>
        <div className="flex items-center gap-3 border-line border-t px-4 transition-colors focus-within:bg-raised">
          <Mail size={16} aria-hidden className="shrink-0 text-ink-faint" />
          <label htmlFor={id} className="sr-only">
            {t('mailAddress')}
          </label>
          <input
            id={id}
            type="email"
            value={address}
            onChange={(event) => onAddress(event.target.value)}
            placeholder="you@example.com"
            autoComplete="email"
            // It appears because it was asked for.
            // biome-ignore lint/a11y/noAutofocus: opened by the person
            autoFocus
            aria-invalid={fault}
            aria-describedby={`${id}-fault`}
            className="h-12 w-full bg-transparent text-ink outline-none placeholder:text-ink-faint"
          />
        </div>
        <p id={`${id}-fault`} aria-live="polite" className="px-4 pb-2 pl-11 text-failed text-sm empty:pb-0">
          {fault && t('mailFault')}
        </p>
      </div>
    </Collapsible.Content>
  );
}
