import type { ComponentProps } from 'react';
import { classNames } from './class-names.ts';

const LOOKS = {
  /** The one action of a form. */
  primary: 'bg-accent text-on-accent hover:bg-accent-strong px-4 font-medium',
  /** Any other action with words. */
  quiet: 'text-accent hover:bg-raised hover:text-accent-strong px-3 font-medium',
  /** An action that is only an icon; give it an `aria-label`. */
  icon: 'text-ink-faint hover:bg-raised hover:text-ink w-9 justify-center',
} as const;

/**
 * The only button there is. At least 36 px high, 40 px where it is the page's main one. A disabled one does nothing but keeps
 * its place among what the Tab key reaches: whoever has just pressed it does not lose where they were, and can read why.
 */
export function Button({
  look = 'quiet',
  className,
  type = 'button',
  disabled = false,
  onClick,
  ...rest
}: ComponentProps<'button'> & { look?: keyof typeof LOOKS }) {
  return (
    <button
      {...rest}
      type={type}
      aria-disabled={disabled || undefined}
      onClick={(event) => {
        // Of a button that submits its form too, by Enter in one of its fields as well.
        if (disabled) event.preventDefault();
        else onClick?.(event);
      }}
      className={classNames(
        'inline-flex shrink-0 items-center gap-2 rounded-md text-sm transition-colors aria-disabled:cursor-default aria-disabled:opacity-50',
        look === 'primary' ? 'h-10' : 'h-9',
        LOOKS[look],
        className,
      )}
    />
  );
}
