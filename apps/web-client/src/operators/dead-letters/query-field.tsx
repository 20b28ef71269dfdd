import { X } from 'lucide-react';
import { useRef, useState } from 'react';
import { useTranslations } from 'use-intl';
import type { ApiError } from '../../api/api-error.ts';
import { Button } from '../../design/button.tsx';
import { useShortcuts } from '../../shortcuts/use-shortcuts.ts';
import type { KnownValues } from './complete-query.ts';
import { QueryInput } from './query-input.tsx';

interface QueryFieldProps {
  /** What is searched for now. */
  readonly query: string;
  readonly onSearch: (query: string) => void;
  readonly known: KnownValues;
  /** What the server found wrong with `query`. */
  readonly fault: ApiError | undefined;
}

/** The field that searches in the search language: on Enter or by its button. */
export function QueryField({ query, onSearch, known, fault }: QueryFieldProps) {
  const t = useTranslations('deadLetters.search');
  const keys = useTranslations('operators.keys');
  const field = useRef<HTMLInputElement>(null);
  const [draft, setDraft] = useState({ of: query, text: query });
  const text = draft.of === query ? draft.text : query;
  useShortcuts(t('label'), [
    {
      keys: ['/'],
      does: keys('search'),
      run: () => {
        field.current?.focus();
        return true;
      },
    },
  ]);

  function search(next: string): void {
    setDraft({ of: next, text: next });
    onSearch(next.trim());
  }

  return (
    <form
      aria-label={t('label')}
      className="min-w-0 grow basis-40"
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || event.defaultPrevented) return;
        // Out of the field, where keys move through the list; what is selected there stays.
        event.preventDefault();
        event.currentTarget.closest('main')?.focus({ preventScroll: true });
      }}
      onSubmit={(event) => {
        event.preventDefault();
        search(text);
      }}
    >
      <QueryInput
        field={field}
        text={text}
        onText={(next) => setDraft({ of: query, text: next })}
        known={known}
        fault={fault}
        faultyText={query}
        label={t('label')}
        placeholder={t('placeholder')}
      >
        {text !== '' && (
          <Button look="icon" aria-label={t('clear')} title={t('clear')} onClick={() => search('')}>
            <X size={16} aria-hidden />
          </Button>
        )}
        <Button type="submit" className="max-sm:hidden">
          {t('run')}
        </Button>
      </QueryInput>
    </form>
  );
}
