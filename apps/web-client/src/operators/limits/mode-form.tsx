import { useState } from 'react';
import { Button } from '../../design/button.tsx';
import { TextField } from '../../design/text-field.tsx';
import { type LimitMode, MODE_EFFECTS, MODES } from './limits-words.ts';

interface ModeFormProps {
  readonly policy: string;
  readonly mode: LimitMode;
  readonly onSet: (reason: string) => void;
  readonly onCancel: () => void;
}

/** Asks why, before a mode is set: it is kept with the change. Escape leaves all as it was. */
export function ModeForm({ policy, mode, onSet, onCancel }: ModeFormProps) {
  const [reason, setReason] = useState('');
  const [fault, setFault] = useState<string>();
  const label = MODES.find(({ value }) => value === mode)?.label.toLowerCase() ?? mode;
  return (
    <form
      noValidate
      aria-label={`Set ${policy} to ${label}`}
      onKeyDown={(event) => {
        if (event.key === 'Escape') onCancel();
      }}
      onSubmit={(event) => {
        event.preventDefault();
        if (reason.trim() === '') setFault('Say why: it is kept with the change.');
        else onSet(reason.trim());
      }}
      className="rounded-md bg-raised p-4"
    >
      <p className="mb-3 text-ink-soft text-sm">{MODE_EFFECTS[mode]}</p>
      <TextField
        label="Why?"
        maxLength={500}
        value={reason}
        fault={fault}
        // Asked for by choosing a mode.
        autoFocus
        onText={(text) => {
          setFault(undefined);
          setReason(text);
        }}
      />
      <div className="mt-3 flex flex-wrap gap-2">
        <Button look="primary" type="submit">
          Set to {label}
        </Button>
        <Button onClick={onCancel}>Cancel</Button>
      </div>
    </form>
  );
}
