/**
 * The event hub's streams: for each key a stream of its own, whose subjects name the type of the event, so that who reads a
 * stream can ask for some types alone.
 */

/** The keys that the hub makes streams for by itself; producers may bring others. */
export const EVENT_STREAM_KEYS = [
  'alt:events:articles',
  'alt:events:summaries',
  'alt:events:tags',
  'alt:events:index',
] as const;

/** What a key and a type may be: short enough for a stream's name with every character escaped. */
export const EVENT_STREAM_KEY = /^[A-Za-z0-9:._-]{1,64}$/;
export const EVENT_TYPE = /^[A-Za-z0-9:._-]{1,64}$/;
/** What a group may be called: a durable consumer's name, which is a token of subjects too. */
export const EVENT_GROUP = /^[A-Za-z0-9_-]{1,64}$/;

/** Apart from `events.primecheck.*`, which is news and is not stored. */
const SUBJECT_PREFIX = 'hub';
const STREAM_PREFIX = 'events_';

/** `alt:events:articles` is stored in `events_alt_events_articles`. */
export function eventStreamName(key: string): string {
  return `${STREAM_PREFIX}${eventToken(key)}`;
}

/** Whether a stream's name is that of a stream of events. */
export function isEventStream(name: string): boolean {
  return name.startsWith(STREAM_PREFIX);
}

/** `hub.alt_events_articles.ArticleCreated` */
export function eventSubject(key: string, type: string): string {
  return `${SUBJECT_PREFIX}.${eventToken(key)}.${eventToken(type)}`;
}

/**
 * `hub.alt_events_articles.ArticleCreated.tagger`: of an event for one group alone, and what a group calls an event that is
 * for all. So what becomes of it there is told apart from what becomes of it elsewhere.
 */
export function groupEventSubject(subject: string, group: string): string {
  return `${subject}.${group}`;
}

export interface EventSubject {
  /** The name of the stream that stores it. */
  readonly streamName: string;
  /** Without the group. */
  readonly subject: string;
  /** Whom alone it is for. */
  readonly group?: string;
}

/** `undefined` for subjects that are no event's. */
export function parseEventSubject(text: string): EventSubject | undefined {
  const [prefix, stream, type, group, ...rest] = text.split('.');
  if (prefix !== SUBJECT_PREFIX || !stream || !type || group === '' || rest.length > 0) return undefined;
  const subject = `${prefix}.${stream}.${type}`;
  return { streamName: `${STREAM_PREFIX}${stream}`, subject, ...(group === undefined ? {} : { group }) };
}

/** All subjects of a key's stream. */
export function eventSubjectsOf(key: string): string {
  return `${SUBJECT_PREFIX}.${eventToken(key)}.>`;
}

/** The subjects of all of the hub's streams. */
export const ALL_EVENT_SUBJECTS = `${SUBJECT_PREFIX}.>`;

/**
 * Writes a key or a type as one token of a subject, which is a part of a stream's name as well. Two texts never have one
 * token: a colon is `_`, and `_` and `.` are escaped.
 */
export function eventToken(text: string): string {
  return text.replaceAll('_', '=5F').replaceAll('.', '=2E').replaceAll(':', '_');
}
