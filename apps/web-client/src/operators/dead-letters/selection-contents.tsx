import { DEAD_LETTER_TYPES, type DeadLetter } from '@ballast/contracts/operators';
import { useFormatter, useTranslations } from 'use-intl';
import { classNames } from '../../design/class-names.ts';
import { TYPE_LOOKS } from './letter-look.ts';
import type { Selection } from './selection.ts';

interface SelectionContentsProps {
  readonly selection: Selection;
  /** Those that are listed: whatever is picked one by one is among them. */
  readonly letters: readonly DeadLetter[];
}

/** Of what a selection is: so many of each type and their subjects, or the query that finds them. */
export function SelectionContents({ selection, letters }: SelectionContentsProps) {
  const t = useTranslations('deadLetters');
  const format = useFormatter();
  if (selection.kind === 'query') {
    return (
      <code className="min-w-0 truncate font-mono text-ink-soft text-xs" title={selection.query}>
        {selection.query.replaceAll(/\bgroup:([0-9a-f]{8})[0-9a-f]{56}\b/gu, 'group:$1…')}
      </code>
    );
  }
  const chosen = letters.filter(({ id }) => selection.ids.includes(id));
  const subjects = [...new Set(chosen.map(({ original_subject }) => original_subject))];
  return (
    <span className="flex min-w-0 flex-wrap items-center gap-x-3 text-ink-soft text-xs tabular-nums">
      {DEAD_LETTER_TYPES.map((type) => {
        const count = chosen.filter(({ error_type }) => error_type === type).length;
        const { icon: Icon, ink } = TYPE_LOOKS[type];
        return (
          count > 0 && (
            <span key={type} className={classNames('inline-flex shrink-0 items-center gap-1', ink)}>
              <Icon size={12} aria-hidden /> {format.number(count)} {t(`types.${type}`)}
            </span>
          )
        );
      })}
      <span className="min-w-0 truncate" title={subjects.join(', ')}>
        {subjects.join(', ')}
      </span>
    </span>
  );
}
