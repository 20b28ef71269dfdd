import { useMemo } from 'react';
import { useFormatter, useTranslations } from 'use-intl';
import { createTimes, type Times } from './times.ts';

export function useTimes(): Times {
  const t = useTranslations('time');
  const format = useFormatter();
  return useMemo(() => createTimes(t, format), [t, format]);
}
