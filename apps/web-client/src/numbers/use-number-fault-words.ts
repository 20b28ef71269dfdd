import type { NumberFault } from '@ballast/contracts';
import { useTranslations } from 'use-intl';

/** Says what is wrong with a number, in one sentence. */
export function useNumberFaultWords(): (fault: NumberFault) => string {
  const t = useTranslations('numbers');
  return ({ code, digits, max_digits }) => t(`faults.${code}`, { digits, most: max_digits });
}
