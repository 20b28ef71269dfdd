import { useFormatter, useTranslations } from 'use-intl';
import { Button } from '../../design/button.tsx';
import { FailureNote } from '../../forms/failure-note.tsx';
import { useAct } from '../../forms/use-act.ts';
import { type Address, listParameters, upToNewest, wholeQuery } from './address.ts';
import { countLetters } from './letters-api.ts';
import { sizeOf } from './selection.ts';
import type { useLetterList } from './use-letter-list.ts';
import type { Picked } from './use-picked.ts';

interface SelectionLineProps {
  readonly address: Address;
  readonly found: ReturnType<typeof useLetterList>;
  readonly picked: Picked;
}

/** All of a list, when it was asked how many they are. */
interface Asked {
  /** Names the list. */
  readonly within: string;
  readonly all: Address;
}

/** Picks the letters that are listed, and from there all that match; says how many are picked. */
export function SelectionLine({ address, found: { letters, list, parameters }, picked }: SelectionLineProps) {
  const t = useTranslations('deadLetters.list');
  const format = useFormatter();
  const count = useAct(
    ({ all }: Asked) => countLetters(listParameters(all).toString()),
    ({ count: size, is_partial }, { within, all }) => {
      // While it was counted somebody may have begun to look for something else, of which nothing was picked.
      if (!is_partial && within === parameters) picked.takeAll(wholeQuery(all), size);
    },
  );
  const { selection } = picked;
  const allListed = letters.length > 0 && letters.every(({ id }) => picked.has(id));
  const offersAll = selection?.kind === 'ids' && allListed && list.hasNextPage;
  return (
    <div className="flex min-w-0 flex-wrap items-center gap-x-1 text-sm">
      <label title={t('selectLoaded')} className="flex size-10 cursor-pointer items-center justify-center">
        <input
          type="checkbox"
          aria-label={t('selectLoaded')}
          checked={allListed}
          ref={(box) => {
            if (box !== null) box.indeterminate = selection !== undefined && !allListed;
          }}
          disabled={letters.length === 0}
          onChange={() =>
            selection?.kind === 'query' ? picked.clear() : picked.toggleAll(letters.map(({ id }) => id))
          }
          className="size-4 accent-accent"
        />
      </label>
      <span role="status" className="text-ink-soft">
        {selection === undefined
          ? t('title')
          : t(selection.kind === 'ids' ? 'selected' : 'allSelected', { count: sizeOf(selection) })}
      </span>
      {offersAll && (
        <Button
          disabled={count.busy || count.early}
          onClick={() => count.run({ within: parameters, all: upToNewest(address, letters) })}
        >
          {count.busy ? t('counting') : t('selectAllUnknown')}
        </Button>
      )}
      {count.result?.is_partial === true && count.input?.within === parameters && offersAll && (
        <span role="alert" className="text-waiting">
          {t('atLeast', { count: format.number(count.result.count) })}
        </span>
      )}
      {count.failure !== undefined && <FailureNote ofLook failure={count.failure} />}
    </div>
  );
}
