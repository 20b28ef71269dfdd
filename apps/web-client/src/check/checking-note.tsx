import { useTranslations } from 'use-intl';
import { useTicking } from '../time/use-ticking.ts';

const LONG_MS = 5_000;

/** Said only when a check takes long enough for somebody to wonder. */
export function CheckingNote({ since }: { since: number }) {
  const t = useTranslations('check');
  const long = useTicking((now) => now - since > LONG_MS, 'second');
  if (!long) return null;
  return <p>{t('long')}</p>;
}
