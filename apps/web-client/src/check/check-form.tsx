import { DEFAULT_MAX_DIGITS, type NumberFault } from '@ballast/contracts';
import { CornerDownLeft, ListPlus } from 'lucide-react';
import { Collapsible } from 'radix-ui';
import { memo, type RefObject, useId, useState } from 'react';
import { useTranslations } from 'use-intl';
import type { SubmissionFault } from '../api/describe-api-error.ts';
import { Button } from '../design/button.tsx';
import { useNumberFaultWords } from '../numbers/use-number-fault-words.ts';
import { useSession } from '../session/session-context.ts';
import { DigitCounter, DigitMeter } from './digit-counter.tsx';
import { EmailField, EmailTrigger } from './email-disclosure.tsx';
import { hasEmailFault } from './email-fault.ts';
import { FieldHint } from './field-hint.tsx';
import { hasKeyboard } from './has-keyboard.ts';
import { readDraft } from './number-draft.ts';
import { NumberField } from './number-field.tsx';
import { isBatch } from './read-batch.ts';
import { takeInput } from './take-input.ts';

interface CheckFormProps {
  readonly text: string;
  readonly onText: (text: string) => void;
  /** Several numbers were pasted, or are to be entered. */
  readonly onBatch: (text: string) => void;
  readonly fieldRef: RefObject<HTMLTextAreaElement | null>;
}

/** What was found by something else than reading the text as it stands: Enter on nothing, an oversized paste, the server. */
type Said =
  | { readonly by: 'enter'; readonly fault: NumberFault }
  | { readonly by: 'paste'; readonly fault: NumberFault }
  | { readonly by: 'server'; readonly fault: SubmissionFault };

/** One large field that says what it takes while one types, and the way to have the answer mailed as well. */
export const CheckForm = memo(function CheckForm({ text, onText, onBatch, fieldRef }: CheckFormProps) {
  const { sender } = useSession();
  const t = useTranslations('check');
  const batch = useTranslations('batch');
  const sayNumberFault = useNumberFaultWords();
  const say = useSaid();
  const id = useId();
  const [said, setSaid] = useState<Said>();
  const [mailOpen, setMailOpen] = useState(false);
  const [address, setAddress] = useState('');
  const [addressFault, setAddressFault] = useState(false);
  const draft = readDraft(text, DEFAULT_MAX_DIGITS);
  const typed = text === '' || draft.fault === undefined ? undefined : sayNumberFault(draft.fault);
  const fault = said === undefined ? typed : say(said);

  function change(next: string, pasted: boolean): void {
    if (isBatch(next)) {
      onBatch(next);
      return;
    }
    const taken = takeInput(text, next, pasted, DEFAULT_MAX_DIGITS);
    setSaid(taken.leftOut && { by: 'paste', fault: taken.leftOut });
    onText(taken.text);
  }

  async function submit(): Promise<void> {
    const email = mailOpen && address.trim() !== '' ? address.trim() : undefined;
    const emailFault = hasEmailFault(email ?? '');
    setAddressFault(emailFault);
    if (draft.fault !== undefined) setSaid({ by: 'enter', fault: draft.fault });
    if (draft.fault !== undefined || emailFault) {
      if (draft.fault !== undefined) fieldRef.current?.focus();
      return;
    }
    setSaid(undefined);
    onText('');
    // Ready for the next number; on a touch screen the keyboard makes room for the answer instead.
    if (hasKeyboard()) fieldRef.current?.focus();
    else fieldRef.current?.blur();
    const refusal = await sender.submit(email === undefined ? { number: text } : { number: text, email });
    if (refusal === undefined) return;
    // Rolled back: the number stands in the field again, unless another one is being typed already.
    if (fieldRef.current?.value === '') onText(text);
    setSaid({ by: 'server', fault: refusal });
  }

  return (
    <Collapsible.Root open={mailOpen} onOpenChange={setMailOpen} asChild>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
        className="overflow-hidden rounded-md bg-surface shadow-float ring-1 ring-line transition-shadow focus-within:ring-2 focus-within:ring-accent"
      >
        <div className="flex items-baseline justify-between px-4 pt-3 pb-1">
          <label htmlFor={id} className="text-ink-soft text-sm">
            {t('enter')}
          </label>
          <DigitCounter digits={draft.digits} maxDigits={DEFAULT_MAX_DIGITS} />
        </div>
        <NumberField
          id={id}
          value={text}
          fieldRef={fieldRef}
          describedBy={`${id}-hint`}
          invalid={fault !== undefined}
          onInput={change}
          onSubmit={() => void submit()}
        />
        <FieldHint
          id={`${id}-hint`}
          fault={fault}
          suggestion={fault === undefined ? undefined : draft.suggestion}
          reading={draft.fault === undefined && text.length > 4 ? text : undefined}
          onUse={(number) => {
            change(number, false);
            fieldRef.current?.focus();
          }}
        />
        <DigitMeter digits={draft.digits} maxDigits={DEFAULT_MAX_DIGITS} />
        <EmailField
          address={address}
          fault={addressFault}
          onAddress={(next) => {
            setAddress(next);
            setAddressFault(false);
          }}
        />
        <div className="flex items-center justify-between gap-2 border-line border-t p-2 pl-1">
          <span className="flex flex-wrap">
            <EmailTrigger open={mailOpen} />
            <Button className="text-ink-soft" onClick={() => onBatch(text)}>
              <ListPlus size={16} aria-hidden />
              {batch('several')}
            </Button>
          </span>
          <Button look="primary" type="submit">
            {t('check')}
            <CornerDownLeft size={16} aria-hidden className="opacity-70" />
          </Button>
        </div>
      </form>
    </Collapsible.Root>
  );
});

/** Says a fault in one sentence or a few. */
function useSaid(): (said: Said) => string {
  const t = useTranslations('check');
  const errors = useTranslations('errors');
  const sayNumberFault = useNumberFaultWords();
  return ({ by, fault }) => {
    if (by === 'enter') return sayNumberFault(fault);
    if (by === 'paste') return t('leftOut', { fault: sayNumberFault(fault) });
    if (fault.found.length === 0) {
      return `${errors(`submission.${fault.code}.title`)} ${errors(`submission.${fault.code}.detail`)}`;
    }
    return fault.found.map((one) => (one.number_fault ? sayNumberFault(one.number_fault) : one.message)).join(' ');
  };
}
