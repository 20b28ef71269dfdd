import { ArrowLeft } from 'lucide-react';
import { useTranslations } from 'use-intl';
import { Link } from './link.tsx';

export function BackLink() {
  const t = useTranslations('routing');
  return (
    <Link
      to="/"
      className="inline-flex h-9 items-center gap-2 rounded-md font-medium text-accent text-sm hover:text-accent-strong"
    >
      <ArrowLeft size={16} aria-hidden /> {t('allResults')}
    </Link>
  );
}
