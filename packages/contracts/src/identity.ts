/**
 * A message of a subject is an id, a generation (0, +1 for each redrive) and an enqueue count (+1 for each outbox insert). The broker
 * deduplicates by all three, because an id published again within its window is answered "duplicate" and stored nowhere.
 */
export interface MessageIdentity {
  readonly id: string;
  readonly generation: number;
  readonly enqueue: number;
}

/** The identity a message has when it is first accepted. */
export function firstIdentity(id: string): MessageIdentity {
  return { id, generation: 0, enqueue: 1 };
}

/** `<id>:r<generation>:e<enqueue>`: the outbox's `event_id` and the broker's `Nats-Msg-Id`. */
export function formatEventId(identity: MessageIdentity): string {
  return `${identity.id}:r${identity.generation}:e${identity.enqueue}`;
}

const EVENT_ID = /^(.+):r(0|[1-9]\d{0,8}):e([1-9]\d{0,8})$/;

/** Reads an event id; `undefined` when the text is none. */
export function parseEventId(text: string): MessageIdentity | undefined {
  const match = EVENT_ID.exec(text);
  if (match === null) return undefined;
  return { id: match[1] as string, generation: Number(match[2]), enqueue: Number(match[3]) };
}

/** `dlq:<id>:r<generation>`: one dead letter for each generation of a message. Its subject has to be compared with it. */
export function formatDeadLetterId(identity: Pick<MessageIdentity, 'id' | 'generation'>): string {
  return `dlq:${identity.id}:r${identity.generation}`;
}

/**
 * `dlq:<subject>:<id>:r<generation>`: the `Nats-Msg-Id` of a letter. All subjects' letters lie in one stream, which answers
 * "duplicate" to an id that it knows and stores nothing, and ids are only unique within a subject.
 */
export function formatDeadLetterEventId(subject: string, { id, generation }: Omit<MessageIdentity, 'enqueue'>): string {
  return `dlq:${encodeURIComponent(subject.toWellFormed())}:${id}:r${generation}`;
}
