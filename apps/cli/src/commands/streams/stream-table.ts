import type { Stream } from '@ballast/contracts/operators';
import { formatBytes } from '../../terminal/bytes.ts';
import { formatCount } from '../../terminal/count.ts';
import { fieldText, renderFields } from '../../terminal/fields.ts';
import type { Screen } from '../../terminal/screen.ts';
import { joinParts, section } from '../../terminal/section.ts';
import { formatAge, formatTime } from '../../terminal/span.ts';
import { type Column, renderTable } from '../../terminal/table.ts';

const STREAM_COLUMNS: readonly Column<Stream>[] = [
  { title: 'STREAM', text: ({ name }) => name },
  { title: 'SUBJECTS', text: ({ subjects }) => subjects.join(','), shrinkTo: 12, rank: 2 },
  {
    title: 'MESSAGES',
    text: ({ messages }) => String(messages),
    brief: ({ messages }) => formatCount(messages),
    align: 'right',
  },
  {
    title: 'BYTES',
    text: ({ bytes }) => String(bytes),
    brief: ({ bytes }) => formatBytes(bytes),
    align: 'right',
    rank: 3,
  },
  {
    title: 'OLDEST',
    text: ({ oldest_at }) => oldest_at ?? '-',
    brief: ({ oldest_at }, { now }) => (oldest_at === undefined ? '-' : formatAge(oldest_at, now)),
    align: 'right',
    rank: 1,
  },
  { title: 'LAST SEQ', text: ({ last_seq }) => String(last_seq), align: 'right', rank: 4 },
  { title: 'CONSUMERS', text: ({ consumers }) => String(consumers.length), align: 'right', rank: 5 },
];

/** Streams, one a line. */
export function renderStreams(streams: readonly Stream[], screen: Screen): string {
  return renderTable(STREAM_COLUMNS, streams, screen);
}

type Consumer = Stream['consumers'][number];

/** A consumer with the stream that it reads. */
export interface StreamConsumer extends Consumer {
  readonly stream: string;
}

const count = (title: string, of: (consumer: Consumer) => number, rank?: number): Column<StreamConsumer> => ({
  title,
  text: (consumer) => String(of(consumer)),
  brief: (consumer) => formatCount(of(consumer)),
  align: 'right',
  ...(rank === undefined ? {} : { rank }),
});

const CONSUMER_COLUMNS: readonly Column<StreamConsumer>[] = [
  { title: 'STREAM', text: ({ stream }) => stream },
  { title: 'CONSUMER', text: ({ name }) => name },
  count('PENDING', ({ pending }) => pending),
  count('IN FLIGHT', ({ in_flight }) => in_flight),
  count('REDELIVERED', ({ redelivered }) => redelivered, 3),
  {
    ...count('PULLS', ({ waiting_pulls }) => waiting_pulls, 1),
    brief: ({ waiting_pulls }) => (waiting_pulls === 0 ? 'nobody' : formatCount(waiting_pulls)),
    style: ({ waiting_pulls, pending }) => (waiting_pulls === 0 && pending > 0 ? 'red' : undefined),
  },
  count('ACK FLOOR', ({ ack_floor_seq }) => ack_floor_seq, 4),
];

/** What consumers have before them, the longest queue first. */
export function renderConsumers(consumers: readonly StreamConsumer[], screen: Screen): string {
  return renderTable(CONSUMER_COLUMNS, consumers, screen);
}

export function consumersOf(streams: readonly Stream[]): StreamConsumer[] {
  return streams
    .flatMap(({ name: stream, consumers }) => consumers.map((consumer) => ({ ...consumer, stream })))
    .toSorted((a, b) => b.pending - a.pending);
}

/** One stream with its consumers. */
export function renderStream(stream: Stream, screen: Screen): string {
  const consumers = consumersOf([stream]);
  return joinParts([
    screen.paint('bold', `Stream ${stream.name}`),
    renderFields(
      [
        ['subjects', fieldText(stream.subjects.join(', '))],
        ['messages', formatCount(stream.messages)],
        ['bytes', formatBytes(stream.bytes)],
        ['sequences', `${stream.first_seq} to ${stream.last_seq}`],
        ['oldest', stream.oldest_at === undefined ? undefined : formatTime(stream.oldest_at, screen)],
        ['created', formatTime(stream.created_at, screen)],
      ],
      screen,
    ),
    section('Consumers', consumers.length === 0 ? 'none' : renderConsumers(consumers, screen), screen),
  ]);
}
