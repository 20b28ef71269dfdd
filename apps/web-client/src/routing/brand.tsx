import { Link } from './link.tsx';

export function Brand() {
  return (
    <Link to="/" className="flex shrink-0 items-center gap-2.5 rounded-md font-semibold text-ink">
      <img src="/favicon.svg" alt="" width={24} height={24} />
      Ballast
    </Link>
  );
}
