import { type Context, context, createContextKey } from '@opentelemetry/api';

const MESSAGE_ID = createContextKey('ballast message id');

export function contextWithMessageId(parent: Context, id: string): Context {
  return parent.setValue(MESSAGE_ID, id);
}

/** The id of the message that is worked on here, as its `Nats-Msg-Id` says it. */
export function activeMessageId(): string | undefined {
  return context.active().getValue(MESSAGE_ID) as string | undefined;
}
