import { DEAD_LETTER_TYPES } from '@ballast/contracts/operators';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Bar, BarChart, CartesianGrid, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts';
import { useFormatter, useTranslations } from 'use-intl';
import { Button } from '../../design/button.tsx';
import { PanelEmpty, PanelError } from '../panel-states.tsx';
import { SegmentedControl } from '../segmented-control.tsx';
import { CountBars } from './count-bars.tsx';
import { statsQuery } from './dead-letters-queries.ts';
import { type HourOfLetters, hoursByType, totalOf } from './hours-by-type.ts';

const SPANS = { day: 24, week: 168 } as const;
type Span = keyof typeof SPANS;
const FILLS = {
  transient: 'var(--color-waiting)',
  permanent: 'var(--color-failed)',
  poison: 'var(--color-composite)',
} as const;

/** How letters came in, and what is pending of which kind; each chart can be read as a table too. */
export function Statistics() {
  const t = useTranslations('deadLetters.charts');
  const types = useTranslations('deadLetters.types');
  const [span, setSpan] = useState<Span>('day');
  const [asTable, setAsTable] = useState(false);
  const query = useQuery({ ...statsQuery(SPANS[span]), placeholderData: keepPreviousData });
  const stats = query.data;
  if (stats === undefined) {
    return query.error === null ? (
      <div className="h-56 animate-breathe rounded-md bg-raised" />
    ) : (
      <PanelError what={t('what')} query={query} />
    );
  }
  const hours = hoursByType(stats, SPANS[span], query.dataUpdatedAt);
  const byType = DEAD_LETTER_TYPES.map((type) => ({
    name: types(type),
    count: stats.by_type[type] ?? 0,
    fill: FILLS[type],
  }));
  const bySubject = Object.entries(stats.by_subject)
    .map(([name, count]) => ({ name, count, fill: 'var(--color-accent)' }))
    .sort((a, b) => b.count - a.count);
  return (
    <section aria-label={t('what')} className="rounded-md bg-raised p-4">
      <div className="mb-3 flex flex-wrap items-center justify-between gap-2">
        <SegmentedControl
          label={t('span')}
          value={span}
          options={[
            { value: 'day', label: t('day') },
            { value: 'week', label: t('week') },
          ]}
          onChange={setSpan}
        />
        <Button aria-pressed={asTable} onClick={() => setAsTable(!asTable)}>
          {t(asTable ? 'asChart' : 'asTable')}
        </Button>
      </div>
      <div className="grid gap-6 lg:grid-cols-[2fr_1fr_1fr]">
        <figure className="min-w-0">
          <figcaption className="mb-1 font-medium text-ink text-sm">{t('byHour')}</figcaption>
          {hours.every((hour) => totalOf(hour) === 0) ? (
            <PanelEmpty>{t('none')}</PanelEmpty>
          ) : asTable ? (
            <HoursTable hours={hours} />
          ) : (
            <HoursChart hours={hours} />
          )}
        </figure>
        <CountBars title={t('byType')} what={t('type')} rows={byType} asTable={asTable} />
        <CountBars title={t('bySubject')} what={t('subject')} rows={bySubject} asTable={asTable} />
      </div>
    </section>
  );
}

function HoursChart({ hours }: { hours: readonly HourOfLetters[] }) {
  const types = useTranslations('deadLetters.types');
  const format = useFormatter();
  const hourName = (at: number) =>
    format.dateTime(new Date(at), {
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
      ...(hours.length > 24 && { weekday: 'short' as const }),
    });
  return (
    // What it shows stands in the table; a picture of 24 bars cannot be read aloud.
    <div aria-hidden className="h-44 text-xs">
      <ResponsiveContainer width="100%" height="100%">
        <BarChart data={[...hours]} margin={{ top: 4, right: 0, bottom: 0, left: 0 }} accessibilityLayer={false}>
          <CartesianGrid vertical={false} stroke="var(--color-line)" />
          <XAxis
            dataKey="at"
            tickFormatter={hourName}
            tick={{ fill: 'var(--color-ink-faint)' }}
            stroke="var(--color-line)"
            minTickGap={32}
          />
          <YAxis
            allowDecimals={false}
            width={36}
            tick={{ fill: 'var(--color-ink-faint)' }}
            stroke="var(--color-line)"
          />
          <Tooltip
            isAnimationActive={false}
            cursor={{ fill: 'var(--color-line)' }}
            labelFormatter={(at) => hourName(Number(at))}
            contentStyle={{
              background: 'var(--color-surface)',
              border: '1px solid var(--color-line)',
              borderRadius: 8,
            }}
            labelStyle={{ color: 'var(--color-ink)' }}
          />
          {DEAD_LETTER_TYPES.map((type) => (
            <Bar
              key={type}
              dataKey={type}
              name={types(type)}
              stackId="one"
              fill={FILLS[type]}
              isAnimationActive={false}
            />
          ))}
        </BarChart>
      </ResponsiveContainer>
    </div>
  );
}

function HoursTable({ hours }: { hours: readonly HourOfLetters[] }) {
  const t = useTranslations('deadLetters.charts');
  const types = useTranslations('deadLetters.types');
  const format = useFormatter();
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keyboard
    <div tabIndex={0} className="max-h-44 overflow-auto">
      <table className="w-full text-right text-sm tabular-nums">
        <thead className="text-ink-faint">
          <tr>
            <th scope="col" className="text-left font-normal">
              {t('hour')}
            </th>
            {DEAD_LETTER_TYPES.map((type) => (
              <th key={type} scope="col" className="font-normal">
                {types(type)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody className="text-ink">
          {hours
            .filter((hour) => totalOf(hour) > 0)
            .map((hour) => (
              <tr key={hour.at}>
                <th scope="row" className="text-left font-normal">
                  {format.dateTime(new Date(hour.at), { dateStyle: 'short', timeStyle: 'short' })}
                </th>
                {DEAD_LETTER_TYPES.map((type) => (
                  <td key={type}>{format.number(hour[type])}</td>
                ))}
              </tr>
            ))}
        </tbody>
      </table>
    </div>
  );
}
