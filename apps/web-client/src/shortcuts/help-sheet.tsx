import { X } from 'lucide-react';
import { Fragment, useEffect, useId, useRef, useSyncExternalStore } from 'react';
import { useTranslations } from 'use-intl';
import { Button } from '../design/button.tsx';
import { areLetterKeysOn, listShortcuts, switchLetterKeys } from './registry.ts';

/** Keys whose names are not what is printed on them. */
const NAMES: Readonly<Record<string, string>> = { ArrowDown: '↓', ArrowUp: '↑', Escape: 'Esc', ' ': 'Space' };

/** Which keys do what, of what is on the page, and the switch for those that are letters. */
export function HelpSheet({ onClose }: { onClose: () => void }) {
  const t = useTranslations('shortcuts');
  const titleId = useId();
  const dialog = useRef<HTMLDialogElement>(null);
  const lettersOn = useSyncExternalStore(areLetterKeysOn.subscribe, areLetterKeysOn.get);
  // The browser's own dialog: it keeps the focus in it, closes by Escape and gives the focus back.
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog
      ref={dialog}
      aria-labelledby={titleId}
      onClose={onClose}
      // What is behind it has nothing to do with its keys.
      onKeyDown={(event) => event.stopPropagation()}
      className="m-auto max-h-[calc(100dvh-2rem)] w-[34rem] max-w-[calc(100vw-2rem)] rounded-md bg-surface p-5 text-ink shadow-float ring-1 ring-line backdrop:bg-ink/30"
    >
      <div className="mb-3 flex items-center justify-between gap-4">
        <h2 id={titleId} className="font-semibold text-lg">
          {t('title')}
        </h2>
        <Button look="icon" aria-label={t('close')} title={t('close')} onClick={() => dialog.current?.close()}>
          <X size={16} aria-hidden />
        </Button>
      </div>
      <label className="mb-4 flex items-start gap-3 rounded-md bg-raised px-3 py-2.5 text-sm">
        <input
          type="checkbox"
          checked={lettersOn}
          onChange={({ target }) => switchLetterKeys(target.checked)}
          className="mt-0.5 size-4 accent-accent"
        />
        <span>
          {t('letters')}
          <span className="block text-ink-faint">{t('lettersHint')}</span>
        </span>
      </label>
      {listShortcuts().map(({ title, shortcuts }) => (
        <section key={title} className="mt-4">
          <h3 className="mb-1 font-medium text-ink-soft text-sm">{title}</h3>
          <dl className="divide-y divide-line/70">
            {shortcuts.map(({ keys, does }) => (
              <div key={does} className="flex items-baseline justify-between gap-4 py-1.5 text-sm">
                <dt>{does}</dt>
                <dd className="flex shrink-0 items-baseline gap-1.5 text-ink-faint">
                  {keys.map((key, place) => (
                    <Fragment key={key}>
                      {place > 0 && <span>{t('or')}</span>}
                      <Key name={key} />
                    </Fragment>
                  ))}
                </dd>
              </div>
            ))}
          </dl>
        </section>
      ))}
    </dialog>
  );
}

/** One key, or two that are pressed one after the other. */
function Key({ name }: { name: string }) {
  const t = useTranslations('shortcuts');
  const presses = name === ' ' ? [name] : name.split(' ');
  return presses.map((press, place) => (
    <Fragment key={press}>
      {place > 0 && <span>{t('andThen')}</span>}
      <kbd className="inline-block min-w-6 rounded-sm bg-raised px-1.5 py-0.5 text-center font-mono text-ink text-xs ring-1 ring-line">
        {NAMES[press] ?? press}
      </kbd>
    </Fragment>
  ));
}
