import type { DeadLetterDetail } from '@ballast/contracts/operators';
import { type ReactNode, useId, useState } from 'react';
import { useTranslations } from 'use-intl';
import { Button } from '../../design/button.tsx';
import { classNames } from '../../design/class-names.ts';
import { CopyButton } from '../../design/copy-button.tsx';
import { Age } from '../../time/age.tsx';
import type { Operator } from '../roles.ts';
import { AttemptsTimeline } from './attempts-timeline.tsx';
import { LetterActions } from './letter-actions.tsx';
import { LetterAudit } from './letter-audit.tsx';
import { LetterFacts } from './letter-facts.tsx';
import { STATE_LOOKS, TYPE_LOOKS } from './letter-look.ts';
import { Code, PayloadView } from './payload-view.tsx';
import type { Move } from './use-address.ts';

interface LetterDetailProps {
  readonly letter: DeadLetterDetail;
  readonly move: Move;
  readonly operator: Operator;
}

/** All that is known of a letter, what failed first. */
export function LetterDetail({ letter, move, operator }: LetterDetailProps) {
  const t = useTranslations('deadLetters.detail');
  return (
    <div className="min-h-0 grow overflow-y-auto pb-6">
      <WhatFailed letter={letter} />
      <LetterActions letter={letter} operator={operator} />
      <LetterFacts letter={letter} move={move} />
      <Part title={t('timeline')}>
        <AttemptsTimeline events={letter.timeline} error={letter.error_message} />
      </Part>
      <Part title={t('payload')}>
        {letter.edited_payload !== undefined && (
          <div className="mb-4">
            <p className="mb-1 text-ink-soft text-sm">
              {t('edited')} {letter.edited_by !== undefined && t('editedBy', { name: letter.edited_by })}{' '}
              {letter.edited_at !== undefined && <Age at={letter.edited_at} />}
            </p>
            <Code text={letter.edited_payload} label={t('edited')} />
          </div>
        )}
        <PayloadView letter={letter} />
      </Part>
      <Part title={t('headers')}>
        <Headers headers={letter.headers} />
      </Part>
      {letter.error_stack !== undefined && (
        <Part title={t('stack')} aside={<CopyButton text={letter.error_stack} what={t('stackText')} />}>
          <Code text={letter.error_stack} label={t('stack')} />
        </Part>
      )}
      <Part title={t('audit')}>
        <LetterAudit id={letter.id} />
      </Part>
      {letter.other_letters.length > 0 && (
        <Part title={t('others')}>
          <ul>
            {letter.other_letters.map(({ id, generation, dlq_created_at }) => (
              <li key={id}>
                <button
                  type="button"
                  onClick={() => move({ letter: id })}
                  className="min-h-9 rounded-md text-accent text-sm hover:text-accent-strong"
                >
                  {t('otherLine', { id, generation: String(generation) })} · <Age at={dlq_created_at} />
                </button>
              </li>
            ))}
          </ul>
        </Part>
      )}
    </div>
  );
}

/** One plain sentence, and the error in its own words. */
function WhatFailed({ letter }: { letter: DeadLetterDetail }) {
  const t = useTranslations('deadLetters');
  const { icon: Icon, ink } = TYPE_LOOKS[letter.error_type];
  const { icon: StateIcon, ink: stateInk } = STATE_LOOKS[letter.status];
  return (
    <>
      <p className="break-words text-ink-soft text-sm">
        {t(`detail.${letter.error_type}`, {
          subject: letter.original_subject,
          consumer: letter.consumer ?? t('detail.someone'),
          attempts: letter.attempts,
        })}
      </p>
      <LongText text={letter.error_message} />
      <p className="mt-2 flex flex-wrap items-center gap-x-4 gap-y-1 text-sm">
        <span className={classNames('inline-flex items-center gap-1.5', ink)}>
          <Icon size={16} aria-hidden /> {t(`types.${letter.error_type}`)}
        </span>
        <span className={classNames('inline-flex items-center gap-1.5', stateInk)}>
          <StateIcon size={16} aria-hidden /> {t(`states.${letter.status}`)}
        </span>
        {letter.error_code !== undefined && (
          <code className="min-w-0 break-all font-mono text-ink-soft text-xs">{letter.error_code}</code>
        )}
        {letter.resolution !== undefined && <span className="text-ink-soft">{t(`detail.${letter.resolution}`)}</span>}
        {letter.resolved_by !== undefined && (
          <span className="text-ink-soft">
            {t(letter.status === 'discarded' ? 'detail.discardedBy' : 'detail.resolvedBy', {
              name: letter.resolved_by,
            })}
          </span>
        )}
      </p>
    </>
  );
}

/** More than this is closed at first: what can be done has to stay in view. */
const MANY_CHARACTERS = 400;

function LongText({ text }: { text: string }) {
  const t = useTranslations('deadLetters.detail');
  const [open, setOpen] = useState(false);
  const isLong = text.length > MANY_CHARACTERS;
  return (
    <>
      <p
        className={classNames(
          'mt-1 break-words font-medium text-ink [overflow-wrap:anywhere]',
          isLong && !open && 'line-clamp-4',
        )}
      >
        {text}
      </p>
      {isLong && (
        <Button className="-ml-3" aria-expanded={open} onClick={() => setOpen(!open)}>
          {t(open ? 'less' : 'whole')}
        </Button>
      )}
    </>
  );
}

function Headers({ headers }: { headers: DeadLetterDetail['headers'] }) {
  const t = useTranslations('deadLetters.detail');
  const entries = Object.entries(headers);
  if (entries.length === 0) return <p className="text-ink-soft text-sm">{t('noHeaders')}</p>;
  return (
    <dl className="grid gap-x-4 gap-y-1 font-mono text-xs sm:grid-cols-[auto_minmax(0,1fr)]">
      {entries.map(([name, value]) => (
        <div key={name} className="contents">
          <dt className="text-ink-soft">{name}</dt>
          <dd className="break-all text-ink">{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function Part({ title, aside, children }: { title: string; aside?: ReactNode; children: ReactNode }) {
  const id = useId();
  return (
    <section aria-labelledby={id} className="mt-8">
      <div className="mb-2 flex items-center justify-between pr-3">
        <h3 id={id} className="font-semibold text-ink text-sm">
          {title}
        </h3>
        {aside}
      </div>
      {children}
    </section>
  );
}
