import { firstIdentity } from '@ballast/contracts';
import { doneWithout } from '@ballast/reliability';
import { createLogger, createMetrics } from '@ballast/telemetry';
import { expect, test } from 'vitest';
import type { Refusal } from './delivery.ts';
import { createEmailSendHandler, type EmailSendDependencies } from './handle-email-send.ts';
import { createMailMetrics } from './mail-metrics.ts';

type Handler = ReturnType<typeof createEmailSendHandler>;

const ENDS: Refusal[] = [
  { kind: 'ended', status: 'suppressed' },
  { kind: 'ended', status: 'expired' },
  { kind: 'over', status: 'sent' },
  { kind: 'superseded' },
];

test.each(ENDS)('a mail that is not to be sent says nothing of the SMTP server: %o', async (refusal) => {
  const dependencies = {
    deliveries: { take: async () => refusal },
    metrics: createMailMetrics(createMetrics('test')),
    logger: createLogger({ service: 'test', level: 'silent' }),
  } as unknown as EmailSendDependencies;
  const message = { identity: firstIdentity('0190f5f0-0000-7000-8000-000000000001') } as Parameters<Handler>[0];
  const outcome = await createEmailSendHandler(dependencies)(message, { signal: new AbortController().signal });
  expect(outcome).toEqual(doneWithout('smtp'));
});
