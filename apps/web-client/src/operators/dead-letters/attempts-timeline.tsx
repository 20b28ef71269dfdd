import type { TimelineEvent } from '@ballast/contracts/operators';
import { CircleCheck, CircleDot, CircleX, Hourglass, type LucideIcon, MailX, UserRound } from 'lucide-react';
import { useTranslations } from 'use-intl';
import { classNames } from '../../design/class-names.ts';
import { useTimes } from '../../time/use-times.ts';
import { type Gap, gapsOf } from './attempt-scale.ts';

const LOOKS: Partial<Readonly<Record<TimelineEvent['kind'], { icon: LucideIcon; ink: string }>>> = {
  attempt_failed: { icon: CircleX, ink: 'text-failed' },
  redrive_refused: { icon: CircleX, ink: 'text-failed' },
  dead_lettered: { icon: MailX, ink: 'text-failed' },
  deferred: { icon: Hourglass, ink: 'text-waiting' },
  succeeded: { icon: CircleCheck, ink: 'text-prime' },
  completed: { icon: CircleCheck, ink: 'text-prime' },
  edited: { icon: UserRound, ink: 'text-ink-soft' },
  discarded: { icon: UserRound, ink: 'text-ink-soft' },
  undone: { icon: UserRound, ink: 'text-ink-soft' },
  redrive_requested: { icon: UserRound, ink: 'text-ink-soft' },
};
const OTHER = { icon: CircleDot, ink: 'text-ink-faint' };

/**
 * What has happened to the message, oldest first; waits between attempts are as long as they were, to one scale. An attempt
 * that failed otherwise than the letter says (`error`) says how.
 */
export function AttemptsTimeline({ events, error }: { events: readonly TimelineEvent[]; error: string }) {
  const gaps = gapsOf(events);
  return (
    <ol>
      {events.map((event, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: events have no name; two may happen at once
        <li key={`${event.at}-${place}`}>
          <GapLine gap={gaps[place]} />
          <EventLine event={event} before={events[place - 1]} error={error} />
        </li>
      ))}
    </ol>
  );
}

function GapLine({ gap }: { gap: Gap | undefined }) {
  const t = useTranslations('deadLetters.detail');
  const { formatDuration } = useTimes();
  if (gap === undefined) return null;
  return (
    <div className="flex items-center gap-3 text-ink-faint text-xs" data-gap-ms={gap.ms} style={{ height: gap.px }}>
      <span
        aria-hidden
        className={classNames(
          'ml-[7px] h-full border-l-2',
          gap.isBroken ? 'border-edge border-dotted' : gap.isBackOff ? 'border-waiting' : 'border-line',
        )}
      />
      {(gap.isBackOff || gap.isBroken || gap.px >= 16) && (
        <span className="ml-[7px]">{t('gap', { time: formatDuration(gap.ms) })}</span>
      )}
    </div>
  );
}

interface EventLineProps {
  readonly event: TimelineEvent;
  readonly before: TimelineEvent | undefined;
  readonly error: string;
}

function EventLine({ event, before, error }: EventLineProps) {
  const t = useTranslations('deadLetters.detail');
  const { formatExactTime, formatClock, formatDuration } = useTimes();
  const { icon: Icon, ink } = LOOKS[event.kind] ?? OTHER;
  const at = Date.parse(event.at);
  const took = event.details?.processing_time_ms;
  const tookMs = typeof took === 'number' ? took : undefined;
  return (
    <div className="flex gap-3 text-sm">
      <Icon size={16} aria-hidden className={classNames('mt-0.5 shrink-0', ink)} />
      <div className="min-w-0 grow">
        <p className="break-words text-ink">{event.title}</p>
        <p className="text-ink-faint text-xs tabular-nums">
          <time dateTime={event.at} title={formatExactTime(at)}>
            {formatClock(at, before === undefined ? undefined : Date.parse(before.at))}
          </time>
          {event.worker !== undefined && <span> · {event.worker}</span>}
          {tookMs !== undefined && <span> · {t('took', { time: formatDuration(tookMs) })}</span>}
        </p>
        {event.error_message !== undefined && event.error_message !== error && (
          <p className="mt-0.5 line-clamp-3 break-words text-ink-soft text-xs" title={event.error_message}>
            {event.error_message}
          </p>
        )}
      </div>
    </div>
  );
}
