import { useTranslations } from 'use-intl';
import { classNames } from '../design/class-names.ts';
import { useConnection } from '../session/session-context.ts';

const LOOK = {
  connecting: { word: 'connecting', dot: 'bg-ink-faint animate-breathe' },
  silent: { word: 'connecting', dot: 'bg-ink-faint animate-breathe' },
  live: { word: 'live', dot: 'bg-prime' },
  lost: { word: 'lost', dot: 'bg-waiting animate-breathe' },
} as const;

/** Whether what stands on the page is kept up to date, in a word. */
export function LiveStatus() {
  const t = useTranslations('live');
  const { word, dot } = LOOK[useConnection().state];
  return (
    <span className="flex items-center gap-2 text-ink-soft text-sm">
      <span aria-hidden className={classNames('size-2 rounded-full', dot)} />
      {t(word)}
    </span>
  );
}
