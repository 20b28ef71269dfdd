import { useQueryClient } from '@tanstack/react-query';
import { KeyRound, LogOut } from 'lucide-react';
import type { ReactNode, RefObject } from 'react';
import { changeSession } from '../account/session-query.ts';
import { endOperatorSession } from '../api/operators.ts';
import { Button } from '../design/button.tsx';
import { classNames } from '../design/class-names.ts';
import { FailureNote } from '../forms/failure-note.tsx';
import { useAct } from '../forms/use-act.ts';
import { Brand } from '../routing/brand.tsx';
import { Link } from '../routing/link.tsx';
import type { OperatorsRoute } from '../routing/route.ts';
import type { Operator } from './roles.ts';

const PAGES: readonly { readonly page: OperatorsRoute['page']; readonly path: string; readonly name: string }[] = [
  { page: 'dead-letters', path: '/dlq/dashboard', name: 'Dead letters' },
  { page: 'jobs', path: '/dlq/jobs', name: 'Redrives' },
  { page: 'limits', path: '/limits', name: 'Limits' },
];

interface OperatorsLayoutProps {
  /** Undefined before somebody has signed in. */
  readonly operator: Operator | undefined;
  readonly route?: OperatorsRoute;
  readonly mainRef: RefObject<HTMLElement | null>;
  readonly children: ReactNode;
}

/** What all operators' pages have around them: where one can go, who one is and with what role, and room for tables. */
export function OperatorsLayout({ operator, route, mainRef, children }: OperatorsLayoutProps) {
  const queries = useQueryClient();
  const leave = useAct(endOperatorSession, () => changeSession(queries, ({ operator: _left, ...session }) => session));
  return (
    <div
      className={classNames(
        'mx-auto px-4 sm:px-6',
        route?.page === 'dead-letters' ? 'max-w-[120rem]' : 'max-w-[68rem] pb-24',
      )}
    >
      <header className="flex min-h-16 flex-wrap items-center gap-x-4">
        <Brand />
        {route !== undefined && (
          <nav aria-label="Operators’ pages" className="grow">
            {PAGES.map(({ page, path, name }) => (
              <Link
                key={page}
                to={path}
                aria-current={page === route.page ? 'page' : undefined}
                className={classNames(
                  'inline-flex h-9 items-center rounded-md px-3 font-medium text-sm transition-colors hover:bg-raised',
                  page === route.page ? 'text-ink' : 'text-ink-soft',
                )}
              >
                {name}
              </Link>
            ))}
          </nav>
        )}
        {operator !== undefined && (
          <div className="flex min-w-0 items-center gap-1 text-sm">
            <KeyRound size={16} aria-hidden className="hidden shrink-0 text-ink-faint sm:block" />
            <span className="ml-1 max-w-28 truncate text-ink sm:max-w-44">{operator.name}</span>
            <span className="text-ink-faint">{operator.role}</span>
            <Button
              look="icon"
              aria-label="Sign out"
              title="Sign out"
              disabled={leave.busy}
              onClick={() => leave.run(undefined)}
            >
              <LogOut size={16} aria-hidden />
            </Button>
          </div>
        )}
      </header>
      {leave.failure !== undefined && <FailureNote failure={leave.failure} />}
      <main ref={mainRef} tabIndex={-1} className="pt-4 outline-none sm:pt-8">
        {children}
      </main>
    </div>
  );
}
