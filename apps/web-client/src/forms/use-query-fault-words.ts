import type { QueryFault } from '@ballast/contracts';
import { useFormatter, useTranslations } from 'use-intl';

/** Says in one sentence what is wrong with a search at a position (characters before it). */
export function useQueryFaultWords(): (fault: QueryFault, position?: number) => string {
  const t = useTranslations('errors.query');
  const format = useFormatter();
  return ({ code, found, field = '', opened_at = 0, choices = [], most = 0 }, position) => {
    const list = format.list(choices, { type: 'disjunction' });
    const wrong = t(`faults.${code}`, { field, opened: String(opened_at + 1), choices: list, most });
    if (position === undefined) return wrong;
    const there = found === undefined ? t('end') : found.trim() === '' ? t('space') : t('found', { found });
    return t('at', { wrong, there, character: String(position + 1) });
  };
}
