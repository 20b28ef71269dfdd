import { useQuery } from '@tanstack/react-query';
import { X } from 'lucide-react';
import { useTranslations } from 'use-intl';
import { ApiError } from '../../api/api-error.ts';
import { Button } from '../../design/button.tsx';
import { PanelEmpty, PanelError, PanelSkeleton } from '../panel-states.tsx';
import type { Operator } from '../roles.ts';
import { letterQuery } from './dead-letters-queries.ts';
import { LetterDetail } from './letter-detail.tsx';
import type { Move } from './use-address.ts';

interface DetailPaneProps {
  readonly id: string | undefined;
  readonly move: Move;
  readonly operator: Operator;
}

/** The open letter beside the list. */
export function DetailPane({ id, move, operator }: DetailPaneProps) {
  const t = useTranslations('deadLetters.detail');
  if (id === undefined) {
    return (
      <PanelEmpty>
        <p>{t('choose')}</p>
        <p className="mt-1 text-ink-faint">{t('chooseKeys')}</p>
      </PanelEmpty>
    );
  }
  return (
    <section aria-label={t('label', { id })} className="flex min-h-0 flex-col">
      <div className="flex min-h-11 items-center justify-between pb-2">
        <h2 className="font-semibold text-ink text-sm">{t('label', { id })}</h2>
        <Button look="icon" aria-label={t('close')} title={t('close')} onClick={() => move({ letter: undefined })}>
          <X size={16} aria-hidden />
        </Button>
      </div>
      {/* Another letter begins at its top. */}
      <Loaded key={id} id={id} move={move} operator={operator} />
    </section>
  );
}

function Loaded({ id, move, operator }: { id: string; move: Move; operator: Operator }) {
  const t = useTranslations('deadLetters.detail');
  const query = useQuery(letterQuery(id));
  if (query.data !== undefined) return <LetterDetail letter={query.data} move={move} operator={operator} />;
  if (query.isPending) return <PanelSkeleton rows={6} className="h-14" what={t('what')} />;
  if (query.error instanceof ApiError && query.error.status === 404) return <PanelEmpty>{t('gone')}</PanelEmpty>;
  return <PanelError what={t('what')} query={query} />;
}
