import { X } from 'lucide-react';
import { type ReactNode, useId } from 'react';
import { useTranslations } from 'use-intl';
import { Button } from '../design/button.tsx';
import { classNames } from '../design/class-names.ts';

interface SheetProps {
  readonly title: string;
  /** Room for two texts beside each other. */
  readonly wide?: boolean;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/**
 * A sheet at the side, above everything else, until it is closed by its button or Escape. It is the browser's own dialog:
 * what a library does to keep the page behind it still needs a style that the page's policy forbids.
 */
export function Sheet({ title, wide = false, onClose, children }: SheetProps) {
  const t = useTranslations('operators');
  const id = useId();
  return (
    <dialog
      ref={showAbove}
      aria-labelledby={id}
      // One that was opened again meanwhile, as React does to try its code out, is not closed.
      onClose={({ currentTarget }) => !currentTarget.open && onClose()}
      // Keys are the sheet's while it is there, not the list's behind it.
      onKeyDown={(event) => event.stopPropagation()}
      className={classNames(
        'fade-in fixed inset-y-0 right-0 left-auto h-dvh max-h-none w-full overflow-y-auto overscroll-contain bg-surface px-5 pb-8 text-ink shadow-float outline-none backdrop:bg-paper/70 sm:px-7',
        wide ? 'max-w-[64rem]' : 'max-w-[30rem]',
      )}
    >
      <div className="flex h-16 items-center justify-between gap-4">
        <h2 id={id} className="font-semibold text-lg">
          {title}
        </h2>
        <Button look="icon" aria-label={t('close')} title={t('close')} onClick={onClose}>
          <X size={18} aria-hidden />
        </Button>
      </div>
      {children}
    </dialog>
  );
}

/** Closed by the browser as well when it goes, so that the focus returns to what it was opened by. */
function showAbove(dialog: HTMLDialogElement): () => void {
  dialog.showModal();
  return () => dialog.close();
}
