import { Search } from 'lucide-react';
import { type KeyboardEvent, type ReactNode, type RefObject, useId, useMemo, useRef, useState } from 'react';
import { useTranslations } from 'use-intl';
import type { ApiError } from '../../api/api-error.ts';
import { classNames } from '../../design/class-names.ts';
import { applyCompletion, type Completion, completeQuery, type KnownValues } from './complete-query.ts';
import { QueryFault } from './query-fault.tsx';

interface QueryInputProps {
  /** As it stands in the field. */
  readonly text: string;
  readonly onText: (text: string) => void;
  readonly known: KnownValues;
  /** What the server found wrong with `faultyText`. */
  readonly fault: ApiError | undefined;
  readonly faultyText: string;
  /** What it is called; undefined where a label stands beside it under `id`. */
  readonly label?: string;
  readonly id?: string;
  readonly placeholder?: string;
  readonly field?: RefObject<HTMLInputElement | null>;
  /** Buttons at its end. */
  readonly children?: ReactNode;
}

/**
 * Where a query in the search language is typed. What could come next stands under it: arrow keys choose, Tab or Enter
 * takes, Escape closes. Enter with nothing chosen is the form's, and Escape with nothing to close.
 */
export function QueryInput({
  text,
  onText,
  known,
  fault,
  faultyText,
  label,
  id: givenId,
  placeholder,
  field,
  children,
}: QueryInputProps) {
  const t = useTranslations('deadLetters.search');
  const id = useId();
  const ownField = useRef<HTMLInputElement>(null);
  const input = field ?? ownField;
  const [caret, setCaret] = useState(0);
  const [open, setOpen] = useState(false);
  const [active, setActive] = useState(-1);
  const completions = useMemo(() => completeQuery(text, caret, known), [text, caret, known]);
  const { options } = completions;
  const shown = open && options.length > 0;

  function write(next: string, at: number): void {
    onText(next);
    setCaret(at);
    setActive(-1);
  }

  function take(option: Completion): void {
    const done = applyCompletion(text, completions, option);
    write(done.text, done.caret);
    setOpen(option.kind === 'field');
    input.current?.focus();
    // After the field has the new text.
    requestAnimationFrame(() => input.current?.setSelectionRange(done.caret, done.caret));
  }

  function press(event: KeyboardEvent): void {
    const chosen = shown ? options[active] : undefined;
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      if (!shown) setOpen(true);
      else setActive(step(active, event.key === 'ArrowDown' ? 1 : -1, options.length));
    } else if ((event.key === 'Enter' || event.key === 'Tab') && chosen !== undefined) {
      event.preventDefault();
      take(chosen);
    } else if (event.key === 'Enter') {
      setOpen(false);
    } else if (event.key === 'Escape' && shown) {
      event.preventDefault();
      setOpen(false);
    }
  }

  return (
    <div className="relative">
      <div
        className={classNames(
          'flex items-center gap-2 rounded-md bg-surface pl-3 ring-1 transition-shadow focus-within:ring-2 focus-within:ring-accent',
          fault === undefined ? 'ring-edge' : 'ring-failed',
        )}
      >
        <Search size={16} aria-hidden className="shrink-0 text-ink-faint" />
        <input
          ref={input}
          id={givenId}
          role="combobox"
          aria-label={label}
          aria-autocomplete="list"
          aria-expanded={shown}
          aria-controls={`${id}-options`}
          aria-activedescendant={shown && active >= 0 ? `${id}-${active}` : undefined}
          aria-invalid={fault !== undefined}
          aria-describedby={fault === undefined ? undefined : `${id}-fault`}
          placeholder={placeholder}
          value={text}
          maxLength={2000}
          spellCheck={false}
          autoComplete="off"
          autoCapitalize="off"
          onChange={({ target }) => {
            write(target.value, target.selectionStart ?? target.value.length);
            setOpen(true);
          }}
          onSelect={({ currentTarget }) => setCaret(currentTarget.selectionStart ?? 0)}
          onKeyDown={press}
          onBlur={() => setOpen(false)}
          className="h-11 min-w-0 grow bg-transparent font-mono text-ink text-sm outline-none placeholder:font-sans placeholder:text-ink-faint"
        />
        {children}
      </div>
      {shown && (
        <div
          id={`${id}-options`}
          role="listbox"
          aria-label={t('options')}
          className="absolute inset-x-0 top-12 z-20 max-h-80 overflow-y-auto rounded-md bg-surface p-1 shadow-float ring-1 ring-line"
        >
          {options.map((option, place) => (
            // biome-ignore lint/a11y/useFocusableInteractive: the field has the focus and names its active option
            // biome-ignore lint/a11y/useKeyWithClickEvents: keys are the field's
            <div
              key={option.text}
              id={`${id}-${place}`}
              role="option"
              aria-selected={place === active}
              // The field keeps the focus.
              onPointerDown={(event) => event.preventDefault()}
              onClick={() => take(option)}
              className={classNames(
                'flex min-h-9 cursor-pointer items-center justify-between gap-4 rounded-sm px-2 text-sm',
                place === active ? 'bg-raised' : 'hover:bg-raised',
              )}
            >
              <span className="min-w-0 truncate font-mono text-ink">{option.text}</span>
              <span className="shrink-0 text-ink-faint text-xs">
                {option.kind === 'field' && option.field !== undefined ? t(`hints.${option.field}`) : t(option.kind)}
              </span>
            </div>
          ))}
        </div>
      )}
      {fault !== undefined && <QueryFault id={`${id}-fault`} query={faultyText} error={fault} />}
    </div>
  );
}

/** From before the first to after the last and round again. */
function step(active: number, by: number, count: number): number {
  const next = active + by;
  return next < 0 ? count - 1 : next % count;
}
