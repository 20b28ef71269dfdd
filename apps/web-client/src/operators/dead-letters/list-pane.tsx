import { useEffect } from 'react';
import { useFormatter, useTranslations } from 'use-intl';
import { Button } from '../../design/button.tsx';
import { PanelEmpty, PanelError, PanelSkeleton } from '../panel-states.tsx';
import type { Operator } from '../roles.ts';
import { ActionBar } from './action-bar.tsx';
import { type Address, LETTER_STATES } from './address.ts';
import { LetterGrid } from './letter-grid.tsx';
import { isInvalidQuery } from './query-fault.tsx';
import { SelectionLine } from './selection-line.tsx';
import type { Move } from './use-address.ts';
import type { useLetterList } from './use-letter-list.ts';
import { usePicked } from './use-picked.ts';

interface ListPaneProps {
  readonly address: Address;
  readonly move: Move;
  readonly operator: Operator;
  readonly found: ReturnType<typeof useLetterList>;
}

/** The letters that are looked for, newest first, with what can be done to those that are selected. */
export function ListPane({ address, move, operator, found }: ListPaneProps) {
  const t = useTranslations('deadLetters.list');
  const states = useTranslations('deadLetters.states');
  const { list, letters, parameters } = found;
  const picked = usePicked(parameters);
  const isSearch = address.q !== '' || address.state !== 'pending' || (address.group ?? 'all') !== 'all';
  const onEnd = () => {
    if (list.hasNextPage && !list.isFetching && found.searchedTo === undefined && !list.isFetchNextPageError) {
      void list.fetchNextPage();
    }
  };
  // A page that ran out of time before it found anything has no row whose end could come into view.
  const isEmpty = list.isSuccess && letters.length === 0 && found.searchedTo === undefined;
  useEffect(() => {
    const leave = (event: KeyboardEvent) => {
      if (event.key === 'Escape' && !event.defaultPrevented && address.letter === undefined) picked.clear();
    };
    document.addEventListener('keydown', leave);
    return () => document.removeEventListener('keydown', leave);
  }, [picked, address.letter]);

  return (
    <section aria-label={t('title')} aria-busy={list.isFetching} className="flex min-h-0 flex-col">
      <div className="flex min-h-11 shrink-0 items-start justify-between gap-2 pb-2">
        <SelectionLine address={address} found={found} picked={picked} />
        <label className="flex items-center gap-2 text-ink-soft text-sm">
          <span className="sr-only">{t('state')}</span>
          <select
            value={address.state}
            onChange={({ target }) =>
              move({ state: LETTER_STATES.find((one) => one === target.value) ?? 'pending', letter: undefined })
            }
            className="h-9 rounded-md bg-raised px-2 text-ink"
          >
            {LETTER_STATES.map((state) => (
              <option key={state} value={state}>
                {states(state)}
              </option>
            ))}
          </select>
        </label>
      </div>
      {list.isPending && <PanelSkeleton rows={10} className="h-11" what={t('what')} />}
      {list.isLoadingError && !isInvalidQuery(list.error) && <PanelError what={t('title')} query={list} />}
      {isEmpty && (
        <PanelEmpty>
          <p>{t(isSearch ? 'nothing' : 'empty')}</p>
          {isSearch && (
            <Button className="mt-2" onClick={() => move({ q: '', state: 'pending', group: 'all', letter: undefined })}>
              {t('clearSearch')}
            </Button>
          )}
        </PanelEmpty>
      )}
      {list.data !== undefined && !isEmpty && (
        <LetterGrid
          letters={letters}
          picked={picked}
          openId={address.letter}
          withState={address.state === 'all'}
          withCode={(address.group ?? 'all') === 'all'}
          onOpen={(id, step) => move({ letter: id }, step && address.letter !== undefined ? 'replace' : 'push')}
          onClose={() => move({ letter: undefined })}
          onEnd={onEnd}
          foot={<ListFoot found={found} />}
        />
      )}
      {picked.selection !== undefined && (
        <ActionBar selection={picked.selection} letters={letters} operator={operator} onClear={picked.clear} />
      )}
    </section>
  );
}

/** Under the last row: whether there is more, and what a search that ran out of time has not looked at. */
function ListFoot({ found: { list, letters, searchedTo } }: { found: ListPaneProps['found'] }) {
  const t = useTranslations('deadLetters.list');
  const format = useFormatter();
  const isLoading = list.isFetchingNextPage;
  return (
    <div role="status" className="flex flex-wrap items-center gap-x-3 px-3 py-2 text-ink-faint text-sm">
      {searchedTo !== undefined ? (
        <span>{letters.length === 0 ? t('partialStart') : t('partial', { id: searchedTo })}</span>
      ) : (
        <span>
          {isLoading ? t('more') : t('shown', { count: format.number(letters.length) })}
          {!list.hasNextPage && ` ${t('end')}`}
        </span>
      )}
      {list.hasNextPage && !isLoading && (
        <Button onClick={() => void list.fetchNextPage()}>
          {t(searchedTo === undefined ? 'loadMore' : 'searchOn')}
        </Button>
      )}
    </div>
  );
}
