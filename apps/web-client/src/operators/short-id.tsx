import { CopyButton } from '../design/copy-button.tsx';

interface ShortIdProps {
  readonly id: string;
  /** What it names, for the button that copies it: "message id". */
  readonly what: string;
}

/** An id by its beginning and its end, whole on hover, and copied whole with one click. */
export function ShortId({ id, what }: ShortIdProps) {
  return (
    <span className="inline-flex items-center gap-1">
      <span className="whitespace-nowrap font-mono text-xs" title={id}>
        {shortenId(id)}
      </span>
      <CopyButton small text={id} what={what} />
    </span>
  );
}

/** What is hardly shorter without its middle is left whole. */
export function shortenId(id: string): string {
  return id.length <= 16 ? id : `${id.slice(0, 8)}…${id.slice(-4)}`;
}
