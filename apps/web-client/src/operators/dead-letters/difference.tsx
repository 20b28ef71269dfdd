import { useMemo } from 'react';
import { useTranslations } from 'use-intl';
import { classNames } from '../../design/class-names.ts';
import { compareTexts, foldSame, type LineSide } from './compare-texts.ts';

interface DifferenceProps {
  readonly before: string;
  readonly after: string;
}

/** Two texts beside each other: what went on the left, what came on the right, each with a sign as well as a colour. */
export function Difference({ before, after }: DifferenceProps) {
  const t = useTranslations('letterActs.difference');
  const rows = useMemo(() => foldSame(compareTexts(before, after)), [before, after]);
  if (rows.every((row) => 'folded' in row)) return <p className="text-ink-soft text-sm">{t('none')}</p>;
  return (
    <section
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keyboard
      tabIndex={0}
      aria-label={t('label')}
      className="max-h-80 overflow-y-auto rounded-md bg-raised"
    >
      <table className="w-full table-fixed font-mono text-xs">
        <colgroup>
          <col className="w-9" />
          <col />
          <col className="w-9" />
          <col />
        </colgroup>
        <thead className="text-left font-sans text-ink-soft">
          <tr>
            <th scope="col" colSpan={2} className="px-2 py-1.5 font-medium">
              {t('before')}
            </th>
            <th scope="col" colSpan={2} className="px-2 py-1.5 font-medium">
              {t('after')}
            </th>
          </tr>
        </thead>
        <tbody className="align-top">
          {rows.map((row, place) =>
            'folded' in row ? (
              // biome-ignore lint/suspicious/noArrayIndexKey: a line's place is its name
              <tr key={place}>
                <td colSpan={4} className="px-2 py-1 text-center font-sans text-ink-faint">
                  {t('folded', { count: row.folded })}
                </td>
              </tr>
            ) : (
              // biome-ignore lint/suspicious/noArrayIndexKey: a line's place is its name
              <tr key={place}>
                <Line side={row.before} look={row.same ? 'same' : 'before'} />
                <Line side={row.after} look={row.same ? 'same' : 'after'} />
              </tr>
            ),
          )}
        </tbody>
      </table>
    </section>
  );
}

const LOOKS = {
  same: { sign: '', cell: '', ink: '' },
  before: { sign: '−', cell: 'bg-failed-wash', ink: 'text-failed' },
  after: { sign: '+', cell: 'bg-prime-wash', ink: 'text-prime' },
} as const;

function Line({ side, look }: { side: LineSide | undefined; look: keyof typeof LOOKS }) {
  if (side === undefined) return <td colSpan={2} />;
  const { sign, cell, ink } = LOOKS[look];
  const Mark = look === 'after' ? 'ins' : 'del';
  return (
    <>
      <td className={classNames('select-none pr-1.5 text-right text-ink-faint tabular-nums', cell)}>
        <span className={ink}>{sign}</span>
        {side.number}
      </td>
      <td className={classNames('whitespace-pre-wrap break-all pr-2 text-ink', cell)}>
        {side.parts.map(({ text, changed }, place) =>
          changed ? (
            // biome-ignore lint/suspicious/noArrayIndexKey: a part's place is its name
            <Mark key={place} className={classNames('font-semibold no-underline', ink)}>
              {text}
            </Mark>
          ) : (
            text
          ),
        )}
      </td>
    </>
  );
}
