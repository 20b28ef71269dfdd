import type { Delivery } from '../src/delivery.ts';

export function testDelivery(fields: Partial<Delivery> = {}): Delivery {
  return {
    subject: 'primecheck',
    stream: 'primecheck_stream',
    body: new TextEncoder().encode('{}'),
    headers: new Map(),
    seq: 7,
    count: 1,
    storedAt: new Date('2026-01-01T00:00:00Z'),
    ackSubject: '$JS.ACK.primecheck_stream.primecheck_consumer.1.7.7.1767225600000000000.0',
    incarnation: {
      streamCreated: '2026-01-01T00:00:00.123456789Z',
      consumerCreated: '2026-01-01T00:00:00.2Z',
      ackWaitMs: 30_000,
      maxDeliver: 64,
    },
    ...fields,
  };
}
