import { Search } from 'lucide-react';
import { useEffect, useEffectEvent, useId, useState } from 'react';
import { useTranslations } from 'use-intl';
import { readDraft } from '../check/number-draft.ts';
import { useNumberFaultWords } from '../numbers/use-number-fault-words.ts';
import { type ResultsFilter, SHOWN } from './results-filter.ts';

const MOST_DIGITS = 10_000;
/** Whoever types goes on within this; what is typed by then is asked for. */
const TYPING_MS = 250;
const WORDS = {
  all: 'showAll',
  prime: 'showPrime',
  'not-prime': 'showNotPrime',
  checking: 'showChecking',
  failed: 'showFailed',
} as const;

interface ResultsFiltersProps {
  readonly filter: ResultsFilter;
  readonly onFilter: (filter: ResultsFilter) => void;
}

/** One kind of results, or those of one number. */
export function ResultsFilters({ filter, onFilter }: ResultsFiltersProps) {
  const t = useTranslations('results');
  const id = useId();
  return (
    <div className="mb-2 flex flex-wrap items-start gap-x-4 gap-y-2 px-4">
      <div className="-mx-4 max-w-[100vw] overflow-x-auto px-4">
        <fieldset className="inline-flex h-9 rounded-md bg-raised p-1">
          <legend className="sr-only">{t('filter')}</legend>
          {SHOWN.map((shown) => (
            <label
              key={shown}
              className="relative flex h-7 items-center whitespace-nowrap rounded-sm px-2 text-ink-soft text-sm transition-colors hover:text-ink has-checked:bg-surface has-checked:font-medium has-checked:text-ink has-checked:ring-1 has-checked:ring-line has-focus-visible:ring-2 has-focus-visible:ring-accent sm:px-3"
            >
              {/* Over the whole label, so that it is what is pressed; its looks are the label's. */}
              <input
                type="radio"
                name={id}
                checked={filter.shown === shown}
                onChange={() => onFilter({ ...filter, shown })}
                className="absolute inset-0 cursor-pointer appearance-none rounded-sm outline-none"
              />
              {t(WORDS[shown])}
            </label>
          ))}
        </fieldset>
      </div>
      <NumberSearch number={filter.number} onNumber={(number) => onFilter({ ...filter, number })} />
    </div>
  );
}

interface NumberSearchProps {
  readonly number: string | undefined;
  readonly onNumber: (number: string | undefined) => void;
}

function NumberSearch({ number, onNumber }: NumberSearchProps) {
  const t = useTranslations('results');
  const say = useNumberFaultWords();
  const id = useId();
  const [text, setText] = useState(number ?? '');
  const [known, setKnown] = useState(number);
  // Changed by somebody else than this field: a link, "back", the button that clears.
  if (number !== known) {
    setKnown(number);
    if (readDraft(text.trim(), MOST_DIGITS).suggestion !== number) setText(number ?? '');
  }
  const trimmed = text.trim();
  const { fault, suggestion } = readDraft(trimmed, MOST_DIGITS);
  const asked = trimmed === '' ? undefined : fault === undefined ? trimmed : suggestion;
  const wrong = trimmed !== '' && asked === undefined;
  // Not what is drawn begins the wait anew, but what is typed: a list in which results come in is drawn all the time.
  const ask = useEffectEvent(onNumber);
  useEffect(() => {
    if (wrong || asked === number) return;
    const timer = setTimeout(() => ask(asked), TYPING_MS);
    return () => clearTimeout(timer);
  }, [wrong, asked, number]);

  return (
    <div className="min-w-40 grow">
      <label htmlFor={id} className="sr-only">
        {t('findNumber')}
      </label>
      <div className="flex h-9 items-center gap-2 rounded-md bg-surface px-3 ring-1 ring-edge focus-within:ring-2 focus-within:ring-accent">
        <Search size={16} aria-hidden className="shrink-0 text-ink-faint" />
        <input
          id={id}
          type="search"
          inputMode="numeric"
          autoComplete="off"
          placeholder={t('findNumber')}
          value={text}
          onChange={(event) => setText(event.target.value)}
          aria-invalid={wrong}
          aria-describedby={`${id}-fault`}
          className="w-full min-w-0 bg-transparent text-ink text-sm outline-none placeholder:text-ink-faint"
        />
      </div>
      <p id={`${id}-fault`} aria-live="polite" className="mt-1 text-failed text-sm empty:mt-0">
        {wrong && fault !== undefined && say(fault)}
      </p>
    </div>
  );
}
