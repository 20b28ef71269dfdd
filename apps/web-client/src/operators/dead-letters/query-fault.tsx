import { CircleAlert } from 'lucide-react';
import { useTranslations } from 'use-intl';
import { ApiError } from '../../api/api-error.ts';
import { useQueryFaultWords } from '../../forms/use-query-fault-words.ts';

export function isInvalidQuery(error: unknown): error is ApiError {
  return error instanceof ApiError && error.problem?.code === 'invalid_query';
}

/** Where a search is wrong: the text with a mark at the place, and what was expected there. */
export function QueryFault({ id, query, error }: { id: string; query: string; error: ApiError }) {
  const t = useTranslations('deadLetters.search');
  const say = useQueryFaultWords();
  const { position, query_fault: fault } = error.problem ?? {};
  return (
    <div id={id} role="alert" className="mt-1.5 text-failed text-sm">
      <p className="flex items-start gap-1.5">
        <CircleAlert size={16} aria-hidden className="mt-0.5 shrink-0" />
        <span>
          {t('fault')} {fault === undefined ? error.problem?.detail : say(fault, position)}
        </span>
      </p>
      {position !== undefined && (
        <p aria-hidden className="mt-1 overflow-x-auto whitespace-pre-wrap break-all font-mono text-ink-soft">
          {query.slice(0, position)}
          <mark className="rounded-sm bg-failed-wash text-failed underline decoration-2 decoration-wavy underline-offset-4">
            {query.slice(position, position + lengthAt(query, position)) || '\u00a0'}
          </mark>
          {query.slice(position + lengthAt(query, position))}
        </p>
      )}
    </div>
  );
}

/** As far as the word at the place goes. */
function lengthAt(query: string, position: number): number {
  return Math.max(1, /^\w*/u.exec(query.slice(position))?.[0].length ?? 1);
}
