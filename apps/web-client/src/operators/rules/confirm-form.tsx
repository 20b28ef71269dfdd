import type { ReactNode } from 'react';
import { Button } from '../../design/button.tsx';

interface ConfirmFormProps {
  /** What is about to be done, for those who do not see where it stands. */
  readonly label: string;
  /** What it will do. */
  readonly effect: string;
  readonly act: string;
  readonly keep: string;
  readonly onAct: () => void;
  readonly onKeep: () => void;
  /** What helps to decide. */
  readonly children?: ReactNode;
}

/** Asks once more before something that goes on by itself or cannot be taken back. Escape leaves all as it was. */
export function ConfirmForm({ label, effect, act, keep, onAct, onKeep, children }: ConfirmFormProps) {
  return (
    <form
      aria-label={label}
      onKeyDown={(event) => {
        if (event.key === 'Escape') onKeep();
      }}
      onSubmit={(event) => {
        event.preventDefault();
        onAct();
      }}
      className="mt-3 rounded-md bg-raised p-4"
    >
      <p className="text-ink-soft text-sm">{effect}</p>
      {children}
      <div className="mt-3 flex flex-wrap items-center gap-2">
        <Button look="primary" type="submit">
          {act}
        </Button>
        {/* What does no harm has the focus. */}
        <Button autoFocus onClick={onKeep}>
          {keep}
        </Button>
      </div>
    </form>
  );
}
