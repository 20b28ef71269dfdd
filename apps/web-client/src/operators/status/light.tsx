import { CircleAlert, CircleCheck, CircleDashed, CircleX, type LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';
import { classNames } from '../../design/class-names.ts';

export type LightLook = 'good' | 'waiting' | 'failed' | 'off';

const LOOKS: Readonly<Record<LightLook, { readonly icon: LucideIcon; readonly ink: string }>> = {
  good: { icon: CircleCheck, ink: 'text-prime' },
  waiting: { icon: CircleAlert, ink: 'text-waiting' },
  failed: { icon: CircleX, ink: 'text-failed' },
  off: { icon: CircleDashed, ink: 'text-ink-faint' },
};

/** How something is, by an icon of its own shape and a word. */
export function Light({ look, children }: { look: LightLook; children: ReactNode }) {
  const { icon: Icon, ink } = LOOKS[look];
  return (
    <span className={classNames('inline-flex items-baseline gap-1.5 text-sm', ink)}>
      {/* The word is what stands on a line with others. */}
      <Icon size={16} aria-hidden className="shrink-0 self-center" />
      {children}
    </span>
  );
}

/** Lights of many in a row; what they say together stands beside them in words. */
export function Lights({ looks }: { looks: readonly LightLook[] }) {
  return (
    <span aria-hidden className="inline-flex flex-wrap gap-0.5">
      {looks.map((look, place) => {
        const { icon: Icon, ink } = LOOKS[look];
        // biome-ignore lint/suspicious/noArrayIndexKey: they have no other name here
        return <Icon key={place} size={14} className={ink} />;
      })}
    </span>
  );
}
