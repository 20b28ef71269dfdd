/** What OpenTelemetry's conventions for messaging say of any span about a message. */
export function messagingAttributes(subject: string, messageId: string | undefined): Record<string, string> {
  return {
    'messaging.system': 'nats',
    'messaging.destination.name': subject,
    ...(messageId !== undefined && { 'messaging.message.id': messageId }),
  };
}
