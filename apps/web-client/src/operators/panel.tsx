import { type ReactNode, useId } from 'react';

interface PanelProps {
  readonly title: string;
  /** Beside the title: a filter, tabs. */
  readonly aside?: ReactNode;
  readonly busy?: boolean;
  readonly children: ReactNode;
}

/** A part of an operators' page under a heading of its own. */
export function Panel({ title, aside, busy = false, children }: PanelProps) {
  const id = useId();
  return (
    <section aria-labelledby={id} aria-busy={busy} className="mt-10">
      <div className="mb-2 flex min-h-9 flex-wrap items-center justify-between gap-x-4 gap-y-2">
        <h2 id={id} className="font-semibold text-base text-ink">
          {title}
        </h2>
        {aside}
      </div>
      {children}
    </section>
  );
}
