import type { DeadLetterDetail } from '@ballast/contracts/operators';
import { ExternalLink } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { classNames } from '../../design/class-names.ts';
import { CopyButton } from '../../design/copy-button.tsx';
import { Age } from '../../time/age.tsx';
import { ShortId } from '../short-id.tsx';
import type { Move } from './use-address.ts';

/** Who, when and how often, two in a line where there is room; what was tried stands right under them. */
export function LetterFacts({ letter, move }: { letter: DeadLetterDetail; move: Move }) {
  const t = useTranslations('deadLetters.detail');
  return (
    <dl
      aria-label={t('facts')}
      className="mt-4 grid grid-cols-[auto_minmax(0,1fr)] items-center gap-x-4 gap-y-1 text-sm sm:grid-cols-[auto_minmax(0,1fr)_auto_minmax(0,1fr)]"
    >
      <Fact term={t('stored')}>
        <Age at={letter.dlq_created_at} />
      </Fact>
      {letter.original_created_at !== undefined && (
        <Fact term={t('created')}>
          <Age at={letter.original_created_at} />
        </Fact>
      )}
      {letter.worker !== undefined && (
        <Fact term={t('worker')}>
          <span className="block truncate" title={letter.worker}>
            {letter.worker}
          </span>
        </Fact>
      )}
      <Fact term={t('retries')}>
        {t('times', { count: letter.retry_count, generation: String(letter.generation) })}
      </Fact>
      {letter.original_message_id !== undefined && (
        <Fact term={t('messageId')}>
          <ShortId id={letter.original_message_id} what={t('idText')} />
        </Fact>
      )}
      {letter.fingerprint !== undefined && (
        <Fact term={t('group')}>
          <span className="inline-flex items-center gap-1">
            <button
              type="button"
              onClick={() => move({ group: letter.fingerprint })}
              title={letter.fingerprint}
              className="min-h-6 rounded-sm font-mono text-accent text-xs hover:text-accent-strong"
            >
              {letter.fingerprint.slice(0, 12)}
            </button>
            <CopyButton small text={letter.fingerprint} what={t('fingerprint')} />
          </span>
        </Fact>
      )}
      {letter.trace_id !== undefined && (
        <Fact term={t('trace')} whole>
          <span className="flex flex-wrap items-center gap-x-4">
            <ShortId id={letter.trace_id} what={t('traceText')} />
            {letter.trace_url !== undefined && (
              <a
                href={letter.trace_url}
                target="_blank"
                rel="noreferrer"
                className="inline-flex min-h-7 items-center gap-2 rounded-md font-medium text-accent hover:text-accent-strong"
              >
                <ExternalLink size={16} aria-hidden /> {t('openTrace')}
              </a>
            )}
          </span>
        </Fact>
      )}
    </dl>
  );
}

function Fact({ term, whole = false, children }: { term: string; whole?: boolean; children: ReactNode }) {
  return (
    <>
      <dt className="text-ink-faint">{term}</dt>
      <dd className={classNames('min-h-6 min-w-0 content-center text-ink', whole && 'sm:col-span-3')}>{children}</dd>
    </>
  );
}
