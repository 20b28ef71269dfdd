import { useQueryClient } from '@tanstack/react-query';
import { Undo2, X } from 'lucide-react';
import { Toast } from 'radix-ui';
import { createContext, type ReactNode, use, useCallback, useEffect, useState } from 'react';
import { useTranslations } from 'use-intl';
import { Button } from '../../design/button.tsx';
import { FailureNote } from '../../forms/failure-note.tsx';
import { useAct } from '../../forms/use-act.ts';
import type { Operator } from '../roles.ts';
import { refreshLetters } from './dead-letters-queries.ts';
import { keepDiscards, readDiscards, type TellableDiscard } from './kept-discards.ts';
import { type DiscardAnswer, undoDiscard } from './letters-api.ts';
import { useTimeOut } from './use-time-out.ts';

/** How long a discard can be taken back by one press; the letter itself offers it for ever. */
const SHOWN_MS = 10_000;
const HOTKEY = 'F8';

const ShowContext = createContext<((answer: DiscardAnswer) => void) | undefined>(undefined);

/**
 * Around what operators see: says for a while what was discarded, with the way to take it back, on whatever page they go to and
 * after a reload.
 */
export function UndoToasts({ operator: { name: by }, children }: { operator: Operator; children: ReactNode }) {
  const t = useTranslations('letterActs.toast');
  const [shown, setShown] = useState<readonly TellableDiscard[]>(() => readDiscards(by, Date.now()));
  const show = useCallback(
    (answer: DiscardAnswer) => setShown((now) => [...now, { answer, by, until: Date.now() + SHOWN_MS }]),
    [by],
  );
  useEffect(() => keepDiscards(shown), [shown]);
  return (
    <Toast.Provider label={t('label')} duration={Number.POSITIVE_INFINITY}>
      <ShowContext value={show}>{children}</ShowContext>
      {shown.map((discard) => (
        <DiscardedToast
          key={discard.answer.discard_id}
          discard={discard}
          onClose={() => setShown((now) => now.filter((one) => one !== discard))}
        />
      ))}
      <Toast.Viewport
        hotkey={[HOTKEY]}
        label={t('all', { hotkey: HOTKEY })}
        className="fixed right-4 bottom-4 z-20 flex w-96 max-w-[calc(100vw-2rem)] flex-col gap-2 outline-none"
      />
    </Toast.Provider>
  );
}

/** @throws Error outside of `UndoToasts`. */
export function useShowDiscarded(): (answer: DiscardAnswer) => void {
  const show = use(ShowContext);
  if (show === undefined) throw new Error('useShowDiscarded needs UndoToasts around it');
  return show;
}

function DiscardedToast({ discard: { answer, until }, onClose }: { discard: TellableDiscard; onClose: () => void }) {
  const t = useTranslations('letterActs.toast');
  const queries = useQueryClient();
  const [shownMs] = useState(() => Math.max(0, until - Date.now()));
  const [held, setHeld] = useState(false);
  const undo = useAct(
    () => undoDiscard({ discard_id: answer.discard_id }, t('reason')),
    ({ refused }) => {
      void refreshLetters(queries);
      if (refused.length === 0) onClose();
    },
  );
  const notBack = undo.result?.refused ?? [];
  // Radix's own time would run on while the undo is under way, and end what is said of its failure.
  useTimeOut(shownMs, held || undo.busy || undo.failure !== undefined || notBack.length > 0, onClose);
  const [refused] = undo.done ? notBack : answer.refused;
  return (
    <Toast.Root
      // Said when what is being read is at its end.
      type="background"
      open
      onOpenChange={(open) => !open && onClose()}
      onPause={() => setHeld(true)}
      onResume={() => setHeld(false)}
      // It closes what is in front and nothing behind it.
      onEscapeKeyDown={(event) => {
        event.preventDefault();
        onClose();
      }}
      className="fade-in rounded-md bg-surface py-2 pr-2 pl-4 shadow-float ring-1 ring-line"
    >
      <div className="flex min-h-9 items-center gap-2">
        <Toast.Title className="grow font-medium text-ink text-sm">
          {undo.done
            ? t('restored', { count: undo.result?.restored ?? 0 })
            : t('discarded', { count: answer.discarded })}
        </Toast.Title>
        {answer.discarded > 0 && !undo.done && (
          // Not Radix's action, which closes the toast before anybody knows whether it was done.
          <Button disabled={undo.busy || undo.early} onClick={() => undo.run(undefined)}>
            <Undo2 size={16} aria-hidden /> {undo.busy ? t('undoing') : t('undo')}
          </Button>
        )}
        <Toast.Close asChild>
          <Button look="icon" aria-label={t('close')}>
            <X size={16} aria-hidden />
          </Button>
        </Toast.Close>
      </div>
      {refused !== undefined && (
        <Toast.Description className="pr-2 pb-1 text-ink-soft text-sm">
          {t('refused', { count: (undo.done ? notBack : answer.refused).length, reason: refused.reason })}
        </Toast.Description>
      )}
      {undo.failure !== undefined && <FailureNote failure={undo.failure} />}
    </Toast.Root>
  );
}
