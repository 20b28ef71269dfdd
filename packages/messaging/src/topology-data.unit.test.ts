import { SUBJECT } from '@ballast/contracts';
import { expect, test } from 'vitest';
import { createNamespace } from './namespace.ts';
import { wantedStreamConfig } from './topology-config.ts';
import { findStreamForSubject, STREAMS } from './topology-data.ts';

test.each([
  [SUBJECT.primeCheck, 'primecheck_stream'],
  [SUBJECT.emailSend, 'emailsend_stream'],
  ['dlq.primecheck', 'dead_letter_queue'],
  ['dlq.outbox', 'dead_letter_queue'],
  ['$JS.EVENT.ADVISORY.CONSUMER.MSG_TERMINATED.primecheck_stream.primecheck_consumer', 'advisories'],
  ['dlq.a.b', undefined],
  ['dlq', undefined],
  ['primecheck.x', undefined],
  [SUBJECT.outboxWake, undefined],
])('the subject %s is stored in %s', (subject, stream) => {
  expect(findStreamForSubject(subject)).toBe(stream);
});

const subjectsIn = (namespace: string) =>
  STREAMS.flatMap((spec) => wantedStreamConfig(spec, createNamespace(namespace), { replicas: 1 }).subjects);

test('without a namespace the subjects are those of the contract', () => {
  expect(subjectsIn('')).toEqual([
    'primecheck',
    'emailsend',
    'dlq.*',
    '$JS.EVENT.ADVISORY.CONSUMER.MAX_DELIVERIES.>',
    '$JS.EVENT.ADVISORY.CONSUMER.MSG_TERMINATED.>',
  ]);
});

test('within a namespace every subject is its own, those of the advisories too', () => {
  const subjects = subjectsIn('blue');
  expect(subjects).toContain('blue.primecheck');
  expect(subjects).toContain('$JS.EVENT.ADVISORY.CONSUMER.MSG_TERMINATED.blue_emailsend_stream.>');
  expect(subjects.filter((subject) => !subject.includes('blue'))).toEqual([]);
});
