import { useTranslations } from 'use-intl';
import { mayAct, type Operator, type Role } from './roles.ts';

/**
 * Why an act is closed to an operator, in words that stand beside it; undefined when it is open. `act` is what goes between
 * "Only admins" and the role: "change modes".
 */
export function useWhyClosed(operator: Operator, needed: Role, act: string): string | undefined {
  const t = useTranslations('frame');
  return mayAct(operator, needed) ? undefined : t('closed', { needed, act, role: operator.role });
}
