import { lazy, Suspense, useEffect, useSyncExternalStore } from 'react';
import { useTranslations } from 'use-intl';
import { LoadFailure } from '../routing/load-failure.tsx';
import { createCell } from '../session/cell.ts';
import { pressKey } from './registry.ts';
import { useShortcuts } from './use-shortcuts.ts';

const HelpSheet = lazy(async () => ({ default: (await import('./help-sheet.tsx')).HelpSheet }));
const open = createCell(false);

/** Shows which keys do what on this page. */
export function openHelp(): void {
  open.set(true);
}

/** Listens to keys for the whole page, and shows the help sheet when it is asked for. */
export function ShortcutHelp() {
  const t = useTranslations('shortcuts');
  const isOpen = useSyncExternalStore(open.subscribe, open.get);
  useShortcuts(t('everywhere'), [
    {
      keys: ['?'],
      does: t('help'),
      run: () => {
        openHelp();
        return true;
      },
    },
  ]);
  useEffect(() => {
    document.addEventListener('keydown', pressKey);
    return () => document.removeEventListener('keydown', pressKey);
  }, []);
  if (!isOpen) return null;
  return (
    <LoadFailure>
      <Suspense>
        <HelpSheet onClose={() => open.set(false)} />
      </Suspense>
    </LoadFailure>
  );
}
