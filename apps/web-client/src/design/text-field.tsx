import { CircleAlert } from 'lucide-react';
import { type ComponentProps, useId } from 'react';
import { classNames } from './class-names.ts';

interface TextFieldProps extends Omit<ComponentProps<'input'>, 'id' | 'onChange' | 'value'> {
  readonly label: string;
  readonly value: string;
  readonly onText: (text: string) => void;
  /** What is wrong, in one sentence. */
  readonly fault?: string | undefined;
  readonly hint?: string | undefined;
}

/** A field of a form: its label above, what is wrong with it below, each tied to it for those who do not see. */
export function TextField({ label, value, onText, fault, hint, className, ...rest }: TextFieldProps) {
  const id = useId();
  return (
    <div className={className}>
      <label htmlFor={id} className="mb-1.5 block font-medium text-ink-soft text-sm">
        {label}
      </label>
      <input
        {...rest}
        id={id}
        value={value}
        onChange={(event) => onText(event.target.value)}
        aria-invalid={fault !== undefined}
        aria-describedby={`${id}-note`}
        className={classNames(
          'h-11 w-full rounded-md bg-surface px-3 text-ink outline-none ring-1 transition-shadow placeholder:text-ink-faint focus:ring-2 focus:ring-accent',
          fault === undefined ? 'ring-edge' : 'ring-failed',
        )}
      />
      {/* There before it says anything: what comes in together with its words is not always read aloud. */}
      <p id={`${id}-note`} aria-live="polite" className="mt-1.5 text-ink-faint text-sm empty:mt-0">
        {fault === undefined ? (
          hint
        ) : (
          <span className="flex items-start gap-1.5 text-failed">
            <CircleAlert size={16} aria-hidden className="mt-0.5 shrink-0" />
            {fault}
          </span>
        )}
      </p>
    </div>
  );
}
