import { type ChangeEvent, type KeyboardEvent, type Ref, useLayoutEffect, useRef } from 'react';
import { classNames } from '../design/class-names.ts';

/** The longer the number, the smaller its digits: a thousand of them still fit the field. */
function digitSize(length: number): string {
  if (length <= 17) return 'text-2xl';
  if (length <= 34) return 'text-xl sm:text-2xl';
  return length <= 120 ? 'text-lg' : 'text-sm';
}

interface NumberFieldProps {
  readonly id: string;
  readonly value: string;
  readonly describedBy: string;
  readonly invalid: boolean;
  readonly fieldRef: Ref<HTMLTextAreaElement>;
  /** `pasted`: the change came from outside, not from a key. */
  readonly onInput: (text: string, pasted: boolean) => void;
  readonly onSubmit: () => void;
}

const FROM_OUTSIDE: ReadonlySet<string> = new Set(['insertFromPaste', 'insertFromDrop']);

/** The field for the number: one line that grows with what is in it. Enter submits; there is no line to break. */
export function NumberField({ id, value, describedBy, invalid, fieldRef, onInput, onSubmit }: NumberFieldProps) {
  const own = useRef<HTMLTextAreaElement>(null);
  // Browsers without `field-sizing` do not grow a textarea; measuring costs a layout, so only they are measured.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the height follows the text
  useLayoutEffect(() => {
    if (own.current === null || CSS.supports('field-sizing', 'content')) return;
    own.current.style.height = 'auto';
    own.current.style.height = `${own.current.scrollHeight}px`;
  }, [value]);

  function change(event: ChangeEvent<HTMLTextAreaElement>): void {
    const { inputType } = event.nativeEvent as InputEvent;
    onInput(event.target.value, FROM_OUTSIDE.has(inputType));
  }
  function press(event: KeyboardEvent): void {
    if (event.key !== 'Enter' || event.nativeEvent.isComposing) return;
    event.preventDefault();
    onSubmit();
  }

  return (
    <textarea
      id={id}
      ref={(element) => {
        own.current = element;
        if (typeof fieldRef === 'function') fieldRef(element);
        else if (fieldRef !== null) fieldRef.current = element;
      }}
      value={value}
      onChange={change}
      onKeyDown={press}
      rows={1}
      inputMode="numeric"
      enterKeyHint="go"
      autoComplete="off"
      autoCapitalize="off"
      spellCheck={false}
      aria-invalid={invalid}
      aria-describedby={describedBy}
      className={classNames(
        'field-sizing-content mt-1 block max-h-[40dvh] w-full resize-none break-all bg-transparent px-4 font-mono text-ink caret-accent outline-none',
        digitSize(value.length),
      )}
    />
  );
}
