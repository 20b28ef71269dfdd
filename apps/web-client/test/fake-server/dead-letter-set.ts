import type { DeadLetterDetail, DeadLetterGroup, TimelineEvent } from '@ballast/contracts/operators';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
/** When attempts begin, in milliseconds from the first: at once, then after 1, 2 and 4 seconds. */
const ATTEMPTS_AT = [0, 1_060, 3_120, 7_240];

type Kind = Pick<DeadLetterGroup, 'fingerprint' | 'subject' | 'error_type' | 'title'> & {
  readonly error_code: string;
  readonly consumer: string;
  /** Of 200. */
  readonly letters: number;
  readonly message: (place: number) => string;
  readonly rest?: Partial<DeadLetterGroup>;
  /** When it came back after it was resolved, from when the set is made. */
  readonly regressedMsAgo?: number;
};

const fingerprint = (digit: string) => digit.repeat(64);

const KINDS: readonly Kind[] = [
  {
    fingerprint: fingerprint('a'),
    subject: 'emailsend',
    consumer: 'emailsend_consumer',
    error_type: 'transient',
    error_code: 'smtp_timeout',
    title: 'The mail server did not answer within <n> ms',
    letters: 104,
    message: (place) => `The mail server did not answer within ${10_000 + place} ms`,
  },
  {
    fingerprint: fingerprint('b'),
    subject: 'primecheck',
    consumer: 'primecheck_consumer',
    error_type: 'transient',
    error_code: 'database_timeout',
    title: 'A verdict could not be committed: Lock wait timeout exceeded',
    letters: 52,
    message: () => 'A verdict could not be committed: Lock wait timeout exceeded; try restarting transaction',
  },
  {
    fingerprint: fingerprint('c'),
    subject: 'emailsend',
    consumer: 'emailsend_consumer',
    error_type: 'permanent',
    error_code: 'smtp_550',
    title: '550 5.1.1 <email>: Recipient address rejected: User unknown',
    letters: 31,
    message: (place) => `550 5.1.1 <reader${place}@mail.example>: Recipient address rejected: User unknown`,
    regressedMsAgo: 20 * MINUTE,
  },
  {
    fingerprint: fingerprint('d'),
    subject: 'primecheck',
    consumer: 'primecheck_consumer',
    error_type: 'poison',
    error_code: 'undecodable',
    title: 'The message is not JSON: Unexpected token <text>',
    letters: 8,
    message: () => 'The message is not JSON: Unexpected token \u0000 at position 0',
  },
  {
    fingerprint: fingerprint('e'),
    subject: 'primecheck',
    consumer: 'primecheck_consumer',
    error_type: 'poison',
    error_code: 'kills_worker',
    title: 'Three workers died while they had this message',
    letters: 5,
    message: () => 'Three workers died while they had this message',
    rest: { status: 'ignored', ignore_until_per_hour: 10 },
  },
];

/** 200 letters of five kinds, the newest first, mixed as they would come in; all are pending save every twentieth. */
export function makeLetters(now = Date.now()): DeadLetterDetail[] {
  const left = KINDS.map(({ letters }) => letters);
  return Array.from({ length: 200 }, (_, place) => {
    // The kind of which most is still to come, seen from its share.
    const shares = KINDS.map(({ letters }, kind) => (left[kind] ?? 0) / letters);
    const kind = shares.indexOf(Math.max(...shares));
    left[kind] = (left[kind] ?? 0) - 1;
    return makeLetter(KINDS[kind] as Kind, 200 - place, now - place * 9 * MINUTE - 2 * MINUTE);
  });
}

function makeLetter(kind: Kind, number: number, at: number): DeadLetterDetail {
  const messageId = `0192f0c1-7b1e-7000-8000-${number.toString(16).padStart(12, '0')}`;
  const attempts = kind.error_type === 'transient' ? 4 : 1;
  const first = at - (ATTEMPTS_AT[attempts - 1] ?? 0) - 40;
  const isResolved = number % 20 === 0;
  const created = new Date(first - 300).toISOString();
  return {
    id: String(number),
    original_subject: kind.subject,
    original_message_id: messageId,
    error_type: kind.error_type,
    error_code: kind.error_code,
    error_message: kind.message(number),
    status: isResolved ? 'resolved' : 'pending',
    ...(isResolved && { resolution: 'succeeded' as const, resolved_at: new Date(at + MINUTE).toISOString() }),
    generation: 0,
    attempts,
    retry_count: 0,
    fingerprint: kind.fingerprint,
    consumer: kind.consumer,
    worker: `worker-${1 + (number % 3)}`,
    trace_id: number.toString(16).padStart(32, '0'),
    trace_url: `http://127.0.0.1:16686/trace/${number.toString(16).padStart(32, '0')}`,
    is_edited: false,
    original_created_at: created,
    dlq_created_at: new Date(at).toISOString(),
    first_failed_at: new Date(first).toISOString(),
    last_failed_at: new Date(at - 40).toISOString(),
    ...payloadOf(kind, number, messageId, created),
    headers: {
      'Ballast-Message-Id': messageId,
      'Ballast-Contract-Version': '1',
      traceparent: `00-${number.toString(16).padStart(32, '0')}-00f067aa0ba902b7-01`,
    },
    error_stack: `Error: ${kind.message(number)}\n    at handle (file:///app/src/handle.ts:42:11)\n    at consume (file:///app/src/consume.ts:118:5)`,
    timeline: makeTimeline(kind, number, { messageId, attempts, first, at }),
    other_letters: [],
  };
}

function payloadOf(kind: Kind, number: number, id: string, created_at: string) {
  if (kind.error_code === 'undecodable') {
    return { payload_raw: Buffer.from([0, 159, 146, 150, number, 0xff]).toString('base64') };
  }
  const isMail = kind.subject === 'emailsend';
  return {
    payload: {
      id,
      type: isMail ? 'email.send_requested' : 'prime_check.requested',
      version: 1,
      payload: isMail ? { kind: 'prime_check_result' } : { number: `${10n ** 24n + BigInt(number)}` },
      created_at,
    },
  };
}

interface Course {
  readonly messageId: string;
  readonly attempts: number;
  readonly first: number;
  readonly at: number;
}

function makeTimeline(kind: Kind, number: number, { messageId, attempts, first, at }: Course): TimelineEvent[] {
  const common = { message_id: messageId, generation: 0 };
  const event = (time: number, rest: Pick<TimelineEvent, 'kind' | 'title'> & Partial<TimelineEvent>) => ({
    at: new Date(time).toISOString(),
    ...common,
    ...rest,
  });
  return [
    event(first - 300, { kind: 'accepted', title: 'The request was accepted.' }),
    event(first - 120, { kind: 'published', title: `It was published: number ${number} of ${kind.subject}_stream.` }),
    ...ATTEMPTS_AT.slice(0, attempts).map((after, place) =>
      event(first + after, {
        kind: 'attempt_failed',
        title: `Attempt ${place + 1} failed: ${kind.error_code}.`,
        attempt: place + 1,
        worker: `worker-${1 + ((number + place) % 3)}`,
        error_code: kind.error_code,
        error_message: kind.message(number),
        details: { enqueue: 1, processing_time_ms: 38 },
      }),
    ),
    event(at, {
      kind: 'dead_lettered',
      title: `It was given up after ${attempts} ${attempts === 1 ? 'attempt' : 'attempts'} (${kind.error_type}), and became dead letter ${number}.`,
      details: { letter_id: String(number), error_type: kind.error_type },
    }),
  ];
}

/** What is not counted from the letters: each group's name, state and marks. */
export function makeGroups(): DeadLetterGroup[] {
  return KINDS.map(({ letters, message: _message, rest, regressedMsAgo, ...kind }) => ({
    ...kind,
    family: kind.fingerprint.slice(0, 16),
    status: 'active',
    pending: 0,
    total: letters * 3,
    first_seen_at: new Date(Date.now() - 40 * HOUR).toISOString(),
    last_seen_at: new Date().toISOString(),
    last_24_hours: [],
    ...(regressedMsAgo !== undefined && { regressed_at: new Date(Date.now() - regressedMsAgo).toISOString() }),
    ...rest,
  }));
}
