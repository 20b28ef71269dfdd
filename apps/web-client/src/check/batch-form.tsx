import { DEFAULT_MAX_DIGITS } from '@ballast/contracts';
import { CircleAlert } from 'lucide-react';
import { useEffect, useId, useMemo, useRef } from 'react';
import { useTranslations } from 'use-intl';
import { Button } from '../design/button.tsx';
import { useNumberFaultWords } from '../numbers/use-number-fault-words.ts';
import { useSession } from '../session/session-context.ts';
import { MAX_LINES, readBatch } from './read-batch.ts';

interface BatchFormProps {
  readonly text: string;
  /** Undefined goes back to the field for one number. */
  readonly onText: (text: string | undefined) => void;
}

/** Many numbers, one a line: what is wrong with which line, and how many go. */
export function BatchForm({ text, onText }: BatchFormProps) {
  const { sender } = useSession();
  const t = useTranslations('batch');
  const say = useNumberFaultWords();
  const id = useId();
  const field = useRef<HTMLTextAreaElement>(null);
  const { numbers, faults, cut } = useMemo(() => readBatch(text, DEFAULT_MAX_DIGITS), [text]);
  useEffect(() => field.current?.focus({ preventScroll: true }), []);

  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (numbers.length === 0) return field.current?.focus();
        sender.submitBatch(numbers);
        onText(undefined);
      }}
      className="overflow-hidden rounded-md bg-surface shadow-float ring-1 ring-line transition-shadow focus-within:ring-2 focus-within:ring-accent"
    >
      <label htmlFor={id} className="block px-4 pt-3 pb-1 text-ink-soft text-sm">
        {t('severalLabel')}
      </label>
      <textarea
        id={id}
        ref={field}
        value={text}
        onChange={(event) => onText(event.target.value)}
        rows={8}
        inputMode="numeric"
        autoComplete="off"
        spellCheck={false}
        aria-describedby={`${id}-hint ${id}-faults`}
        className="block max-h-[50dvh] w-full resize-y bg-transparent px-4 font-mono text-base text-ink caret-accent outline-none"
      />
      <p id={`${id}-hint`} className="px-4 py-2 text-ink-faint text-sm">
        {t('severalHint', { most: MAX_LINES })}
      </p>
      <div id={`${id}-faults`} aria-live="polite" className="px-4 text-sm">
        {cut && <p className="pb-2 text-waiting">{t('tooMany', { most: MAX_LINES })}</p>}
        {faults.length > 0 && <p className="pb-1 text-failed">{t('wrong', { count: faults.length })}</p>}
      </div>
      {faults.length > 0 && (
        <ul
          // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keyboard
          tabIndex={0}
          aria-label={t('wrong', { count: faults.length })}
          className="max-h-40 overflow-y-auto px-4 pb-2"
        >
          {faults.map(({ line, text: written, fault }) => (
            <li key={line} className="flex items-start gap-2 py-1 text-ink-soft text-sm">
              <CircleAlert size={16} aria-hidden className="mt-0.5 shrink-0 text-failed" />
              <span className="min-w-0 break-words">
                <strong className="font-medium text-ink">{t('line', { line })}</strong>{' '}
                <span className="break-all font-mono">{written}</span> {say(fault)}
              </span>
            </li>
          ))}
        </ul>
      )}
      <div className="flex flex-wrap items-center justify-between gap-2 border-line border-t p-2 pl-1">
        <Button onClick={() => onText(undefined)} className="text-ink-soft">
          {t('back')}
        </Button>
        <Button look="primary" type="submit" disabled={numbers.length === 0}>
          {t('checkAll', { count: numbers.length })}
        </Button>
      </div>
    </form>
  );
}
