import type { ReactNode } from 'react';

interface FormCardProps {
  readonly title: string;
  /** One sentence: what this is for. */
  readonly lead?: ReactNode;
  readonly children: ReactNode;
}

/** A quiet page with one thing to do. */
export function FormCard({ title, lead, children }: FormCardProps) {
  return (
    <div className="mx-auto max-w-[26rem]">
      <title>{title}</title>
      <h1 className="text-balance font-semibold text-2xl text-ink tracking-tight">{title}</h1>
      {lead !== undefined && <p className="mt-2 text-pretty text-ink-soft">{lead}</p>}
      <div className="mt-6">{children}</div>
    </div>
  );
}
