import { useFormatter, useTranslations } from 'use-intl';

const KNOWN = ['poison', 'max_retries', 'budget', 'unread'] as const;

/** Letters that a rule's pattern finds and that it leaves alone, by reason. */
export function PassedOver({ counts }: { counts: Readonly<Record<string, number>> }) {
  const t = useTranslations('rules');
  const format = useFormatter();
  const parts = Object.entries(counts).map(([reason, count]) => {
    const known = KNOWN.find((one) => one === reason);
    return known === undefined
      ? t('passedOverReasons.other', { reason, count })
      : t(`passedOverReasons.${known}`, { count });
  });
  if (parts.length === 0) return null;
  return <p className="text-ink-soft">{t('passedOver', { list: format.list(parts) })}</p>;
}
