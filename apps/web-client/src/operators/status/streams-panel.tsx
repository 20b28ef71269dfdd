import { isEventStream } from '@ballast/contracts';
import type { Stream } from '@ballast/contracts/operators';
import { useFormatter, useTranslations } from 'use-intl';
import { Age } from '../../time/age.tsx';
import { Panel } from '../panel.tsx';
import { PanelEmpty } from '../panel-states.tsx';
import { Light } from './light.tsx';

/** What each stream holds, and how far its consumer or its groups are behind. */
export function StreamsPanel({ streams }: { streams: readonly Stream[] }) {
  const t = useTranslations('status.streams');
  return (
    <Panel title={t('title')}>
      {streams.length === 0 ? (
        <PanelEmpty>{t('none')}</PanelEmpty>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls on a phone, also by keyboard
        <div tabIndex={0} className="overflow-x-auto">
          <table className="w-full text-left text-sm tabular-nums">
            <thead className="text-ink-faint text-xs">
              <tr>
                <th className="py-2 pr-4 font-normal">{t('stream')}</th>
                <th className="px-4 py-2 text-right font-normal">{t('messages')}</th>
                <th className="px-4 py-2 text-right font-normal">{t('size')}</th>
                <th className="px-4 py-2 font-normal">{t('oldest')}</th>
                <th className="px-4 py-2 text-right font-normal">{t('pending')}</th>
                <th className="px-4 py-2 text-right font-normal">{t('inFlight')}</th>
                <th className="px-4 py-2 text-right font-normal">{t('redelivered')}</th>
                <th className="py-2 pl-4 font-normal">{t('consumer')}</th>
              </tr>
            </thead>
            <tbody className="divide-y divide-line/70">
              {streams.map((stream) => (
                <StreamRows key={stream.name} stream={stream} />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Panel>
  );
}

type Consumer = Stream['consumers'][number];

/** A stream of work has one consumer, which stands beside it; one of events has groups, which stand below it. */
function StreamRows({ stream }: { stream: Stream }) {
  const t = useTranslations('status.streams');
  const format = useFormatter();
  const { name, messages, bytes, oldest_at, consumers } = stream;
  const hasGroups = isEventStream(name);
  return (
    <>
      <tr>
        <th scope="row" className="whitespace-nowrap py-2.5 pr-4 font-mono font-normal text-ink text-xs">
          {name}
        </th>
        <td className="px-4 text-right text-ink">{format.number(messages)}</td>
        <td className="whitespace-nowrap px-4 text-right text-ink-soft">{sizeOf(bytes, format.number)}</td>
        <td className="whitespace-nowrap px-4 text-ink-soft">
          {oldest_at === undefined || messages === 0 ? '–' : <Age at={oldest_at} />}
        </td>
        {hasGroups ? (
          <>
            <td colSpan={3} />
            <td className="whitespace-nowrap py-2.5 pl-4 text-ink-faint">{t('groups', { count: consumers.length })}</td>
          </>
        ) : (
          <ConsumerCells consumer={consumers[0]} />
        )}
      </tr>
      {hasGroups &&
        consumers.map((group) => (
          <tr key={group.name}>
            <th
              scope="row"
              colSpan={4}
              className="whitespace-nowrap py-2.5 pr-4 pl-6 font-mono font-normal text-ink-soft text-xs"
            >
              {group.name}
            </th>
            <ConsumerCells consumer={group} />
          </tr>
        ))}
    </>
  );
}

function ConsumerCells({ consumer }: { consumer: Consumer | undefined }) {
  const t = useTranslations('status.streams');
  const format = useFormatter();
  const figure = (count: number | undefined) => (count === undefined ? '–' : format.number(count));
  const isLeft = consumer !== undefined && consumer.waiting_pulls === 0 && consumer.in_flight === 0;
  return (
    <>
      <td className="px-4 text-right text-ink">{figure(consumer?.pending)}</td>
      <td className="px-4 text-right text-ink-soft">{figure(consumer?.in_flight)}</td>
      <td className="px-4 text-right text-ink-soft">{figure(consumer?.redelivered)}</td>
      <td className="whitespace-nowrap py-2.5 pl-4">
        {consumer === undefined ? (
          <Light look="failed">{t('noConsumer')}</Light>
        ) : isLeft ? (
          <Light look={consumer.pending > 0 ? 'failed' : 'waiting'}>{t('nobodyAsks')}</Light>
        ) : (
          <Light look="good">{t('consumed')}</Light>
        )}
      </td>
    </>
  );
}

const UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const;

function sizeOf(bytes: number, write: ReturnType<typeof useFormatter>['number']): string {
  const power = bytes < 1 ? 0 : Math.min(UNITS.length - 1, Math.floor(Math.log10(bytes) / 3));
  const unit = UNITS[power] ?? 'byte';
  return write(bytes / 1000 ** power, {
    style: 'unit',
    unit,
    unitDisplay: power === 0 ? 'long' : 'short',
    maximumSignificantDigits: 3,
  });
}
