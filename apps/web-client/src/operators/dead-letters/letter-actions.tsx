import type { DeadLetterDetail } from '@ballast/contracts/operators';
import { Pencil } from 'lucide-react';
import { useMemo, useState } from 'react';
import { useTranslations } from 'use-intl';
import { Button } from '../../design/button.tsx';
import type { Operator } from '../roles.ts';
import { EditSheet } from './edit-sheet.tsx';
import { RestoreLetter } from './restore-letter.tsx';
import type { Selection } from './selection.ts';
import { SelectionActs } from './selection-acts.tsx';

interface LetterActionsProps {
  readonly letter: DeadLetterDetail;
  readonly operator: Operator;
}

/** What can be done to the open letter, under its title: to a pending one, and to one that was discarded. */
export function LetterActions({ letter, operator }: LetterActionsProps) {
  const t = useTranslations('letterActs');
  const [editing, setEditing] = useState(false);
  const [draft, setDraft] = useState<string>();
  const { id, status } = letter;
  const selection = useMemo<Selection>(() => ({ kind: 'ids', ids: [id] }), [id]);
  return (
    <div className="mt-2 -ml-3 empty:hidden">
      {status === 'pending' && (
        <SelectionActs
          selection={selection}
          operator={operator}
          other={(closed) => (
            <Button {...closed} onClick={() => setEditing(true)}>
              <Pencil size={16} aria-hidden /> {t('edit')}
            </Button>
          )}
        />
      )}
      {status === 'discarded' && <RestoreLetter id={id} operator={operator} />}
      {/* Whatever becomes of the letter meanwhile: what was typed is not taken away, and the server says what it refuses. */}
      {editing && <EditSheet letter={letter} draft={draft} onDraft={setDraft} onClose={() => setEditing(false)} />}
    </div>
  );
}
