import type { LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';
import { classNames } from './class-names.ts';

const LOOKS = {
  good: { ink: 'text-prime', wash: 'bg-prime-wash' },
  waiting: { ink: 'text-waiting', wash: 'bg-waiting-wash' },
  failed: { ink: 'text-failed', wash: 'bg-failed-wash' },
} as const;

interface NoteProps {
  readonly look: keyof typeof LOOKS;
  readonly icon: LucideIcon;
  readonly title: string;
  readonly children?: ReactNode;
  /** `alert` is read aloud at once; `status` when the reader has come to an end. */
  readonly role?: 'alert' | 'status';
}

/** What happened, in a box of its state's colour, with an icon and words. */
export function Note({ look, icon: Icon, title, children, role }: NoteProps) {
  const { ink, wash } = LOOKS[look];
  return (
    <div role={role} className={classNames('fade-in flex gap-3 rounded-md px-4 py-3 text-sm', wash)}>
      <Icon size={20} aria-hidden className={classNames('shrink-0', ink)} />
      <div className="min-w-0 grow text-ink-soft">
        <p className="font-semibold text-ink">{title}</p>
        {children}
      </div>
    </div>
  );
}
