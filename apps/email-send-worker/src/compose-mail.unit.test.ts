import { expect, test } from 'vitest';
import { composeMail } from './compose-mail.ts';
import type { Delivery } from './delivery.ts';

const sender = { from: 'Ballast <no-reply@ballast.example>', publicUrl: 'https://ballast.example/prime/' };
const delivery: Delivery = {
  id: '0193ab40-5f7a-7c1e-b1d2-000000000001',
  kind: 'prime_check_result',
  wantedAt: new Date(0),
  aggregateId: '0193ab40-5f7a-7c1e-b1d2-000000000002',
  recipient: 'reader@b.example',
  stopToken: '0f'.repeat(16),
  result: { number: '7', isPrime: true, certainty: 'proven' },
};

test('the same delivery makes the same mail each time', async () => {
  const mail = await composeMail(delivery, sender);
  expect(mail).toEqual(await composeMail(delivery, sender));
  expect(mail).toMatchObject({
    from: sender.from,
    to: 'reader@b.example',
    messageId: `<${delivery.id}@ballast.example>`,
    headers: {
      'Auto-Submitted': 'auto-generated',
      'List-Unsubscribe': `<https://ballast.example/prime/mail/stop/${delivery.stopToken}>`,
      'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
    },
  });
});

test('it links to the result, below whatever path the pages are', async () => {
  const { text } = await composeMail(delivery, sender);
  expect(text).toContain(`https://ballast.example/prime/results/${delivery.aggregateId}\n`);
});

test('a kind that is not known here, or a request without a result, says so', async () => {
  await expect(composeMail({ ...delivery, kind: 'newer' }, sender)).rejects.toMatchObject({ code: 'unknown_kind' });
  const { result: _, ...without } = delivery;
  await expect(composeMail(without, sender)).rejects.toMatchObject({ code: 'result_missing' });
});
