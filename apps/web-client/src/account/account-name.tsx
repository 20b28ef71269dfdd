import { CircleUserRound } from 'lucide-react';

/** A user's name as the header has room for it: on a narrow screen only its icon, and the name in the menu behind it. It was typed by somebody: its direction does not run into what follows. */
export function AccountName({ name }: { name: string }) {
  return (
    <span className="inline-flex h-9 min-w-0 items-center gap-2 px-3 text-ink-soft text-sm">
      <CircleUserRound size={18} aria-hidden className="shrink-0" />
      <bdi className="hidden max-w-44 truncate sm:block">{name}</bdi>
    </span>
  );
}
