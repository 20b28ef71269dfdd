import { deadLetterSubject, parseEventSubject, SUBJECT } from '@ballast/contracts';

const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;
const DAY_MS = 24 * 60 * MINUTE_MS;
const MIB = 1024 * 1024;

/** Which stream and durable consumer each process reads. */
export const CONSUMER = {
  primeCheck: { stream: 'primecheck_stream', durable: 'primecheck_consumer' },
  emailSend: { stream: 'emailsend_stream', durable: 'emailsend_consumer' },
  deadLetters: { stream: 'dead_letter_queue', durable: 'dlq_manager' },
  advisories: { stream: 'advisories', durable: 'dlq_advisories' },
} as const;

export const DEFAULT_ACK_WAIT_MS = 30 * SECOND_MS;
const DEFAULT_MAX_WORK_MESSAGES = 1_000_000;

export interface StreamSpec {
  readonly name: string;
  /** `work` leaves when settled; `limits` stays for browsing until purged or old. */
  readonly retention: 'work' | 'limits';
  readonly subjects: readonly string[];
  readonly maxAgeMs: number;
  /** -1: no limit of the stream's own; the same for the two below. Work streams take theirs from the options. */
  readonly maxMessages: number;
  readonly maxBytes: number;
  readonly maxMessageBytes: number;
  readonly duplicateWindowMs: number;
  readonly consumer: ConsumerSpec;
}

interface ConsumerSpec {
  readonly durable: string;
  /** Deliveries before the server gives a message up: the last backstop, since every deferral counts. -1: never. */
  readonly maxDeliver: number;
  /** A message that waits for its retry keeps its place among these. */
  readonly maxAckPending: number;
}

const WORK_STREAM = {
  retention: 'work',
  maxAgeMs: DAY_MS,
  maxMessages: DEFAULT_MAX_WORK_MESSAGES,
  maxBytes: 1024 * MIB,
  maxMessageBytes: MIB,
  duplicateWindowMs: 10 * MINUTE_MS,
} as const;

/** Every stream and consumer of Ballast. */
export const STREAMS: readonly StreamSpec[] = [
  {
    ...WORK_STREAM,
    name: CONSUMER.primeCheck.stream,
    subjects: [SUBJECT.primeCheck],
    consumer: { durable: CONSUMER.primeCheck.durable, maxDeliver: 64, maxAckPending: 10_000 },
  },
  {
    ...WORK_STREAM,
    name: CONSUMER.emailSend.stream,
    subjects: [SUBJECT.emailSend],
    consumer: { durable: CONSUMER.emailSend.durable, maxDeliver: 64, maxAckPending: 10_000 },
  },
  {
    name: CONSUMER.deadLetters.stream,
    retention: 'limits',
    subjects: [deadLetterSubject('*')],
    maxAgeMs: 7 * DAY_MS,
    maxMessages: 10_000,
    maxBytes: -1,
    // A letter is a message of up to 1 MiB with headers added: here only the server's max_payload limits it.
    maxMessageBytes: -1,
    duplicateWindowMs: 10 * MINUTE_MS,
    // Nobody comes after the dead letters' own consumer: it is never given up on.
    consumer: { durable: CONSUMER.deadLetters.durable, maxDeliver: -1, maxAckPending: 1000 },
  },
  {
    name: CONSUMER.advisories.stream,
    retention: 'limits',
    subjects: ['$JS.EVENT.ADVISORY.CONSUMER.MAX_DELIVERIES.>', '$JS.EVENT.ADVISORY.CONSUMER.MSG_TERMINATED.>'],
    maxAgeMs: 7 * DAY_MS,
    maxMessages: -1,
    maxBytes: -1,
    maxMessageBytes: -1,
    duplicateWindowMs: 2 * MINUTE_MS,
    consumer: { durable: CONSUMER.advisories.durable, maxDeliver: -1, maxAckPending: 1000 },
  },
];

/** The stream that stores a subject: one of the table above, or that of an event's key. */
export function findStreamForSubject(subject: string): string | undefined {
  const event = parseEventSubject(subject);
  if (event !== undefined) return event.streamName;
  return STREAMS.find((stream) => stream.subjects.some((pattern) => matchesSubject(pattern, subject)))?.name;
}

/** NATS' own rule: `*` is one token, `>` is the rest. */
function matchesSubject(pattern: string, subject: string): boolean {
  const wanted = pattern.split('.');
  const tokens = subject.split('.');
  if (wanted.at(-1) === '>') return tokens.length >= wanted.length && matchAll(wanted.slice(0, -1), tokens);
  return tokens.length === wanted.length && matchAll(wanted, tokens);
}

function matchAll(wanted: readonly string[], tokens: readonly string[]): boolean {
  return wanted.every((token, index) => token === '*' || token === tokens[index]);
}
