import type { DeadLetter } from '@ballast/contracts/operators';
import { PencilLine } from 'lucide-react';
import { memo } from 'react';
import { useTranslations } from 'use-intl';
import { classNames } from '../../design/class-names.ts';
import { Age } from '../../time/age.tsx';
import { STATE_LOOKS, TYPE_LOOKS } from './letter-look.ts';

export const ROW_HEIGHT = 44;

interface LetterRowProps {
  readonly letter: DeadLetter;
  /** Its place in the whole list, from 1. */
  readonly place: number;
  readonly top: number;
  readonly open: boolean;
  readonly picked: boolean;
  /** Where states differ, each row says its own. */
  readonly withState: boolean;
  /** Where errors differ, each row says its code. */
  readonly withCode: boolean;
  readonly onOpen: (id: string) => void;
  readonly onToggle: (id: string, range: boolean) => void;
}

export function rowId(id: string): string {
  return `letter-${id}`;
}

/** A letter in one line. */
export const LetterRow = memo(function LetterRow(props: LetterRowProps) {
  const { letter, place, top, open, picked, withState, withCode, onOpen, onToggle } = props;
  const t = useTranslations('deadLetters');
  const { icon: Icon, ink } = TYPE_LOOKS[letter.error_type];
  const { icon: StateIcon, ink: stateInk } = STATE_LOOKS[letter.status];
  return (
    <tr
      id={rowId(letter.id)}
      aria-rowindex={place}
      aria-selected={picked}
      style={{ height: ROW_HEIGHT, transform: `translateY(${top}px)` }}
      className={classNames(
        'absolute inset-x-0 top-0 flex items-center rounded-md transition-colors',
        open ? 'bg-raised ring-2 ring-accent ring-inset' : 'hover:bg-raised',
      )}
    >
      <td className="shrink-0">
        <label className="flex size-10 cursor-pointer items-center justify-center">
          <input
            type="checkbox"
            checked={picked}
            aria-label={t('list.select', { id: letter.id })}
            tabIndex={-1}
            onChange={({ nativeEvent }) =>
              onToggle(letter.id, 'shiftKey' in nativeEvent && nativeEvent.shiftKey === true)
            }
            className="size-4 accent-accent"
          />
        </label>
      </td>
      <td className="h-full min-w-0 grow">
        <button
          type="button"
          tabIndex={-1}
          onClick={() => onOpen(letter.id)}
          className="flex h-full w-full min-w-0 items-center gap-2 pr-2 text-left"
        >
          <Icon size={16} aria-label={t(`types.${letter.error_type}`)} className={classNames('shrink-0', ink)} />
          <span className="min-w-0 grow truncate text-ink text-sm">
            {withCode && letter.error_code !== undefined && (
              <span className="mr-1 inline-block max-w-32 truncate align-bottom font-mono text-ink-soft text-xs leading-5">
                {letter.error_code}
              </span>
            )}
            {letter.error_message}
          </span>
          {letter.is_edited && <PencilLine size={12} aria-hidden className="shrink-0 text-ink-faint" />}
          {withState && (
            <span className={classNames('inline-flex shrink-0 items-center gap-1 text-xs', stateInk)}>
              <StateIcon size={12} aria-hidden /> {t(`states.${letter.status}`)}
            </span>
          )}
          {/* As wide as its longest word, so that texts end at one line. */}
          <Age
            at={letter.dlq_created_at}
            className="min-w-18 shrink-0 whitespace-nowrap text-right text-ink-faint text-xs tabular-nums"
          />
        </button>
      </td>
    </tr>
  );
});
