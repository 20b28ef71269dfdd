import { classNames } from '../design/class-names.ts';

export interface BarPart {
  /** Unique in its bar. */
  readonly name: string;
  /** 0 to 1 of the bar's length. */
  readonly share: number;
  readonly className: string;
}

/** A thin bar of parts in a row. It repeats what stands beside it in figures, so it is not read aloud. */
export function ThinBar({ parts }: { parts: readonly BarPart[] }) {
  return (
    <div aria-hidden className="flex h-1.5 w-full gap-px overflow-hidden rounded-full bg-line">
      {parts
        .filter(({ share }) => share > 0)
        .map(({ name, share, className }) => (
          <span
            key={name}
            className={classNames('h-full transition-[width]', className)}
            // What is there at all must be seen.
            style={{ width: `${Math.max(0.75, Math.min(1, share) * 100)}%` }}
          />
        ))}
    </div>
  );
}
