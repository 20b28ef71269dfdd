import { useQueryClient } from '@tanstack/react-query';
import { KeyRound, LogOut } from 'lucide-react';
import type { ReactNode, RefObject } from 'react';
import { useTranslations } from 'use-intl';
import { changeSession } from '../account/session-query.ts';
import { endOperatorSession } from '../api/operators.ts';
import { Button } from '../design/button.tsx';
import { classNames } from '../design/class-names.ts';
import { FailureNote } from '../forms/failure-note.tsx';
import { useAct } from '../forms/use-act.ts';
import { PreferencesMenu } from '../preferences/preferences-menu.tsx';
import { Brand } from '../routing/brand.tsx';
import { Link } from '../routing/link.tsx';
import type { OperatorsRoute } from '../routing/route.ts';
import { goTo } from '../routing/use-route.ts';
import { useShortcuts } from '../shortcuts/use-shortcuts.ts';
import type { Operator } from './roles.ts';

/** With the keys that lead there. */
const PAGES = [
  { page: 'dead-letters', path: '/dlq/dashboard', name: 'deadLetters', keys: 'g d' },
  { page: 'jobs', path: '/dlq/jobs', name: 'jobs', keys: 'g r' },
  { page: 'rules', path: '/dlq/rules', name: 'rules', keys: 'g u' },
  { page: 'audit', path: '/dlq/audit', name: 'audit', keys: 'g a' },
  { page: 'status', path: '/status', name: 'status', keys: 'g s' },
  { page: 'limits', path: '/limits', name: 'limits', keys: 'g l' },
] as const;

interface OperatorsLayoutProps {
  /** Undefined before somebody has signed in. */
  readonly operator: Operator | undefined;
  readonly route?: OperatorsRoute;
  readonly mainRef: RefObject<HTMLElement | null>;
  readonly children: ReactNode;
}

/** What all operators' pages have around them: where one can go, who one is and with what role, and room for tables. */
export function OperatorsLayout({ operator, route, mainRef, children }: OperatorsLayoutProps) {
  const t = useTranslations('operators');
  const queries = useQueryClient();
  useShortcuts(
    t('keys.pages'),
    PAGES.map(({ path, name, keys }) => ({
      keys: [keys],
      does: t(name),
      run: () => {
        goTo(path);
        return true;
      },
    })),
  );
  const leave = useAct(endOperatorSession, () => changeSession(queries, ({ operator: _left, ...session }) => session));
  return (
    // As wide on every page: what leads from one to the next stays where it is.
    <div className="mx-auto max-w-[120rem] px-4 sm:px-6">
      <header className="flex min-h-16 flex-wrap items-center gap-x-4 pt-2 lg:pt-0">
        <Brand />
        {route !== undefined && (
          // Where there is no room beside the brand, a line of its own that scrolls sideways.
          <nav
            aria-label={t('pages')}
            className="-mx-4 order-last flex w-[calc(100%+2rem)] overflow-x-auto px-2.5 [scrollbar-width:none] sm:-mx-6 sm:w-[calc(100%+3rem)] sm:px-3 lg:order-none lg:mx-0 lg:w-auto lg:grow lg:px-0"
          >
            {PAGES.map(({ page, path, name }) => (
              <Link
                key={page}
                to={path}
                aria-current={isCurrent(page, route) ? 'page' : undefined}
                className="group inline-flex h-11 shrink-0 items-center rounded-md px-1.5 font-medium text-ink-soft text-sm transition-colors hover:text-ink aria-[current]:text-ink sm:px-3"
              >
                <span className="border-transparent border-y-2 py-1.5 group-aria-[current]:border-b-accent">
                  {t(name)}
                </span>
              </Link>
            ))}
          </nav>
        )}
        <div className="ml-auto flex min-w-0 items-center gap-1 text-sm">
          <PreferencesMenu />
          {operator !== undefined && (
            <>
              <KeyRound size={16} aria-hidden className="hidden shrink-0 text-ink-faint sm:block" />
              <span className="ml-1 max-w-28 truncate text-ink sm:max-w-44">{operator.name}</span>
              <span className="text-ink-faint">{t(`roles.${operator.role}`)}</span>
              <Button
                look="icon"
                aria-label={t('signOut')}
                title={t('signOut')}
                disabled={leave.busy}
                onClick={() => leave.run(undefined)}
              >
                <LogOut size={16} aria-hidden />
              </Button>
            </>
          )}
        </div>
      </header>
      {leave.failure !== undefined && <FailureNote failure={leave.failure} />}
      <main
        ref={mainRef}
        tabIndex={-1}
        className={classNames(
          'outline-none',
          route?.page === 'dead-letters' ? 'pt-3' : 'mx-auto max-w-[76rem] pt-4 pb-32 sm:pt-6',
        )}
      >
        {children}
      </main>
    </div>
  );
}

/** A redrive belongs to the page that lists them all. */
function isCurrent(page: (typeof PAGES)[number]['page'], route: OperatorsRoute): boolean {
  return page === route.page || (page === 'jobs' && route.page === 'job');
}
