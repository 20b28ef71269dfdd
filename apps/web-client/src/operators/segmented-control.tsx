import { ToggleGroup } from 'radix-ui';
import { classNames } from '../design/class-names.ts';

interface SegmentedControlProps<T extends string> {
  readonly label: string;
  readonly value: T;
  readonly options: readonly { readonly value: T; readonly label: string }[];
  readonly onChange: (value: T) => void;
  readonly disabled?: boolean;
  /** Id of the words that say why it is disabled, or what it does. */
  readonly describedBy?: string | undefined;
}

/**
 * One of a few, all of them in view. Arrow keys move, Space or Enter chooses. Disabled it still shows what is chosen, and
 * keeps its place for the Tab key as a button does: whoever has just chosen does not lose where they were.
 */
export function SegmentedControl<T extends string>({
  label,
  value,
  options,
  onChange,
  disabled = false,
  describedBy,
}: SegmentedControlProps<T>) {
  return (
    <ToggleGroup.Root
      type="single"
      aria-label={label}
      aria-describedby={describedBy}
      value={value}
      // Pressing what is chosen would choose nothing.
      onValueChange={(chosen) => !disabled && chosen !== '' && onChange(chosen as T)}
      aria-disabled={disabled || undefined}
      className="inline-flex h-9 shrink-0 rounded-md bg-raised p-1"
    >
      {options.map((option) => (
        <ToggleGroup.Item
          key={option.value}
          value={option.value}
          aria-disabled={disabled || undefined}
          className={classNames(
            'h-7 rounded-sm px-3 text-ink-soft text-sm transition-colors',
            'data-[state=on]:bg-surface data-[state=on]:font-medium data-[state=on]:text-ink data-[state=on]:ring-1 data-[state=on]:ring-line',
            disabled ? 'cursor-not-allowed data-[state=off]:opacity-60' : 'hover:text-ink',
          )}
        >
          {option.label}
        </ToggleGroup.Item>
      ))}
    </ToggleGroup.Root>
  );
}
