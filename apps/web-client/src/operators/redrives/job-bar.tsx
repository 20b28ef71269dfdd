import type { RedriveJob } from '@ballast/contracts/operators';
import { ThinBar } from '../thin-bar.tsx';

const PARTS = [
  { name: 'succeeded', className: 'bg-prime' },
  { name: 'failed', className: 'bg-failed' },
  { name: 'silent', className: 'bg-waiting' },
  { name: 'refused', className: 'bg-ink-faint' },
  { name: 'sent', className: 'bg-accent' },
] as const;

/** How far a job is, and what came of it: what is not sent yet, or never will be, is left empty. */
export function JobBar({ job: { counts, total } }: { job: RedriveJob }) {
  return (
    <ThinBar
      parts={PARTS.map(({ name, className }) => ({ name, share: counts[name] / Math.max(1, total), className }))}
    />
  );
}
