import { Clock, TriangleAlert } from 'lucide-react';
import { useTranslations } from 'use-intl';
import type { Failure } from '../api/describe-failure.ts';
import { Note } from '../design/note.tsx';
import { Countdown, useIsBefore } from '../time/countdown.tsx';
import { useQueryFaultWords } from './use-query-fault-words.ts';

interface FailureNoteProps {
  readonly failure: Failure;
  /** It was only looked at something: nothing can have been done without anybody knowing it. */
  readonly ofLook?: boolean;
}

/** Why it came to nothing, or nobody knows whether it did, and for how long it would again. */
export function FailureNote({ failure, ofLook = false }: FailureNoteProps) {
  const t = useTranslations('forms');
  const errors = useTranslations('errors');
  const say = useQueryFaultWords();
  const { code, said, query } = failure;
  const early = useIsBefore(failure.notBefore);
  const waits = failure.notBefore !== undefined;
  return (
    <Note
      role="alert"
      look={waits ? 'waiting' : 'failed'}
      icon={waits ? Clock : TriangleAlert}
      title={errors(`request.${code}`)}
    >
      {code === 'unreachable' && !ofLook && <p>{errors('mayBeDone')}</p>}
      {code === 'unreadable' && <p>{errors('reload')}</p>}
      {query !== undefined && <p>{say(query.fault, query.position)}</p>}
      {query === undefined && said !== undefined && <p lang="en">{said}</p>}
      {waits && <p>{early ? <EarlyWords until={failure.notBefore} /> : t('tryAgainNow')}</p>}
    </Note>
  );
}

function EarlyWords({ until }: { until: number }) {
  const t = useTranslations('forms');
  return t.rich('tryAgainInSentence', { time: () => <Countdown key="time" until={until} /> });
}
