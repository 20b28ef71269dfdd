import { Link } from '../../routing/link.tsx';

const MOST = 5;

/** Some letters by their numbers, each a way to it. */
export function LetterLinks({ ids }: { ids: readonly string[] }) {
  return (
    <span className="inline-flex flex-wrap gap-x-2">
      {ids.slice(0, MOST).map((id) => (
        <Link
          key={id}
          to={`/dlq/dashboard?${new URLSearchParams({ state: 'all', letter: id })}`}
          className="min-h-6 min-w-6 rounded-sm text-center font-mono text-accent underline underline-offset-2 hover:text-accent-strong"
        >
          {id}
        </Link>
      ))}
      {ids.length > MOST && '…'}
    </span>
  );
}
