import type { DeadLetter } from '@ballast/contracts/operators';
import { X } from 'lucide-react';
import { useTranslations } from 'use-intl';
import { Button } from '../../design/button.tsx';
import type { Operator } from '../roles.ts';
import { type Selection, sizeOf } from './selection.ts';
import { SelectionActs } from './selection-acts.tsx';
import { SelectionContents } from './selection-contents.tsx';

interface ActionBarProps {
  readonly selection: Selection;
  /** Those that are listed. */
  readonly letters: readonly DeadLetter[];
  readonly operator: Operator;
  /** Takes the selection back. */
  readonly onClear: () => void;
}

/** What can be done to the selected letters: at the bottom of the list, while there are any. */
export function ActionBar({ selection, letters, operator, onClear }: ActionBarProps) {
  const t = useTranslations('letterActs');
  return (
    <section
      aria-label={t('selection')}
      className="fade-in mt-2 shrink-0 rounded-md bg-surface p-1 shadow-float ring-1 ring-line"
    >
      <SelectionActs
        selection={selection}
        operator={operator}
        onDiscarded={onClear}
        lead={
          <span className="flex min-h-8 w-full min-w-0 flex-wrap items-center gap-x-4 px-3">
            <span className="shrink-0 font-medium text-ink text-sm tabular-nums">
              {t(selection.kind === 'ids' ? 'with' : 'withAll', { count: sizeOf(selection) })}
            </span>
            <SelectionContents selection={selection} letters={letters} />
          </span>
        }
        tail={
          <Button look="icon" className="ml-auto" aria-label={t('clear')} title={t('clear')} onClick={onClear}>
            <X size={16} aria-hidden />
          </Button>
        }
      />
    </section>
  );
}
