import { isExactNumber } from '@ballast/contracts/operators';
import { ChevronRight } from 'lucide-react';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { classNames } from '../../design/class-names.ts';

/** Deeper than this is closed at first. */
const OPEN_DEPTH = 3;
/** More entries than this are closed at first. */
const MANY = 50;

/** A JSON value as a tree whose branches open and close. */
export function JsonTree({ value }: { value: unknown }) {
  return (
    <div className="overflow-x-auto font-mono text-ink text-sm">
      <Value value={value} depth={0} />
    </div>
  );
}

function Value({ name, value, depth }: { name?: string; value: unknown; depth: number }) {
  if (typeof value === 'object' && value !== null && !isExactNumber(value))
    return <Branch name={name} value={value} depth={depth} />;
  return (
    <div className="py-0.5 pl-5 break-all">
      <Name name={name} />
      <span className={typeof value === 'string' ? 'text-prime' : 'text-composite'}>{JSON.stringify(value)}</span>
    </div>
  );
}

function Branch({ name, value, depth }: { name: string | undefined; value: object; depth: number }) {
  const t = useTranslations('deadLetters.detail');
  const entries = Object.entries(value);
  const [open, setOpen] = useState(depth < OPEN_DEPTH && entries.length <= MANY);
  const brackets = Array.isArray(value) ? '[ ]' : '{ }';
  return (
    <div>
      <button
        type="button"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
        className="flex min-h-6 items-center gap-1 rounded-sm py-0.5 text-left hover:bg-raised"
      >
        <ChevronRight
          size={16}
          aria-hidden
          className={classNames('shrink-0 text-ink-faint transition-transform', open && 'rotate-90')}
        />
        <Name name={name} />
        <span className="text-ink-faint">
          {brackets} {t('items', { count: entries.length })}
        </span>
      </button>
      {open && entries.length > 0 && (
        <div className="ml-2 border-line border-l pl-2">
          {entries.map(([key, inner]) => (
            <Value key={key} name={key} value={inner} depth={depth + 1} />
          ))}
        </div>
      )}
    </div>
  );
}

function Name({ name }: { name: string | undefined }) {
  return name === undefined ? null : <span className="mr-1 text-ink-soft">{name}:</span>;
}
