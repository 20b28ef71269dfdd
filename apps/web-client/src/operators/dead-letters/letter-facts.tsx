import type { DeadLetterDetail } from '@ballast/contracts/operators';
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { CopyButton } from '../../design/copy-button.tsx';
import { Age } from '../../time/age.tsx';
import type { Move } from './use-address.ts';

/** Who, when and how often, each in a line. */
export function LetterFacts({ letter, move }: { letter: DeadLetterDetail; move: Move }) {
  const t = useTranslations('deadLetters.detail');
  return (
    <dl
      aria-label={t('facts')}
      className="mt-4 grid grid-cols-[auto_minmax(0,1fr)] items-center gap-x-4 gap-y-1 text-sm"
    >
      {letter.original_message_id !== undefined && (
        <Fact term={t('messageId')}>
          <span className="flex items-center gap-4">
            <span className="min-w-0 truncate font-mono text-xs" title={letter.original_message_id}>
              {letter.original_message_id}
            </span>
            <CopyButton text={letter.original_message_id} what={t('idText')} />
          </span>
        </Fact>
      )}
      <Fact term={t('stored')}>
        <Age at={letter.dlq_created_at} />
      </Fact>
      {letter.original_created_at !== undefined && (
        <Fact term={t('created')}>
          <Age at={letter.original_created_at} />
        </Fact>
      )}
      {letter.worker !== undefined && <Fact term={t('worker')}>{letter.worker}</Fact>}
      <Fact term={t('generation')}>{letter.generation}</Fact>
      <Fact term={t('retries')}>{t('times', { count: letter.retry_count })}</Fact>
      {letter.fingerprint !== undefined && (
        <Fact term={t('group')}>
          <button
            type="button"
            onClick={() => move({ group: letter.fingerprint })}
            title={letter.fingerprint}
            className="min-h-6 rounded-sm font-mono text-accent text-xs hover:text-accent-strong"
          >
            {letter.fingerprint.slice(0, 12)}
          </button>
        </Fact>
      )}
      {letter.trace_id !== undefined && (
        <Fact term={t('trace')}>
          <span className="block truncate font-mono text-xs" title={letter.trace_id}>
            {letter.trace_id}
          </span>
        </Fact>
      )}
    </dl>
  );
}

function Fact({ term, children }: { term: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-ink-faint">{term}</dt>
      <dd className="min-w-0 text-ink">{children}</dd>
    </>
  );
}
