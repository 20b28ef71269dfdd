import { type PrimeCheckSteps, PrimeCheckStepsSchema } from '@ballast/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { send } from './account-requests.ts';
import { type KeyedServer, startKeyedServer } from './keyed-server.ts';

let server: KeyedServer;
beforeAll(async () => {
  server = await startKeyedServer({
    MAIL_URL_TEMPLATE: 'http://mails.example/search?q=message-id:{message_id}',
    TRACE_URL_TEMPLATE: 'http://traces.example/trace/{trace_id}',
  });
});
afterAll(() => server?.close());

async function submit(): Promise<{ id: string; trace_id: string }> {
  const response = await send(`${server.app.url}/prime-check`, { body: { number: '7' } });
  expect(response.status).toBe(202);
  return (await response.json()) as { id: string; trace_id: string };
}
async function stepsOf(id: string): Promise<PrimeCheckSteps> {
  const response = await send(`${server.app.url}/prime-check/${id}/steps`, { method: 'GET' });
  expect(response.status, await response.clone().text()).toBe(200);
  return PrimeCheckStepsSchema.parse(await response.json());
}
const query = (sql: string, values: unknown[]) => server.database.db.pool.query(sql, values);
const namesOf = ({ steps }: PrimeCheckSteps) => steps.map(({ step }) => step);

describe('the steps of a request', () => {
  it('are those it has reached, in their order, each with its time', async () => {
    const { id, trace_id } = await submit();
    expect(await stepsOf(id)).toMatchObject({ id, mail: 'none', trace_url: `http://traces.example/trace/${trace_id}` });
    expect(namesOf(await stepsOf(id))).toEqual(['accepted']);
    await query(
      `INSERT INTO outbox_history (event_id, subject, stream, stream_created, seq, published_at) VALUES
       (?, 'primecheck', 's', 'c', 1, '2026-01-02 00:00:01.000'), (?, 'primecheck', 's', 'c', 2, '2026-01-02 00:00:02.000')`,
      [`${id}:r0:e1`, `${id}:r0:e2`],
    );
    await query(
      `UPDATE prime_checks SET status = 'completed', is_prime = 1, certainty = 'proven', created_at = '2026-01-02', completed_at = '2026-01-02 00:00:03.250' WHERE id = ?`,
      [id],
    );
    await query(
      `INSERT INTO email_deliveries (id, kind, aggregate_id, status, message_id, sent_at) VALUES (UUID(), 'prime_check_result', ?, 'sent', '<a+b@ballast.example>', '2026-01-02 00:00:04.000')`,
      [id],
    );
    const steps = await stepsOf(id);
    expect(steps.steps).toEqual([
      { step: 'accepted', at: '2026-01-02T00:00:00.000Z' },
      { step: 'published', at: '2026-01-02T00:00:01.000Z' },
      { step: 'checked', at: '2026-01-02T00:00:03.250Z' },
      { step: 'mailed', at: '2026-01-02T00:00:04.000Z' },
    ]);
    expect(steps).toMatchObject({
      mail: 'sent',
      mail_url: 'http://mails.example/search?q=message-id:a%2Bb%40ballast.example',
    });
  });

  it('are those of the way it is on now, after it was redriven', async () => {
    const { id } = await submit();
    await query(
      `INSERT INTO outbox_history (event_id, subject, stream, stream_created, seq, published_at) VALUES
       (?, 'primecheck', 's', 'c', 1, '2026-01-02 00:00:01.000'), (?, 'primecheck', 's', 'c', 2, '2026-01-02 00:00:02.000')`,
      [`${id}:r1:e2`, `${id}:r10:e3`],
    );
    await query('UPDATE prime_checks SET generation = 1, enqueue_count = 2 WHERE id = ?', [id]);
    expect((await stepsOf(id)).steps[1]).toEqual({ step: 'published', at: '2026-01-02T00:00:01.000Z' });
  });

  it.each([
    ['pending', 'waiting'],
    ['suppressed', 'unsent'],
    ['dead', 'unsent'],
  ])('say of a mail that is %s only that it is %s', async (status, said) => {
    const { id } = await submit();
    await query(
      `INSERT INTO email_deliveries (id, kind, aggregate_id, status, error_message) VALUES (UUID(), 'prime_check_result', ?, ?, 'ada@example.com refused')`,
      [id, status],
    );
    expect(await stepsOf(id)).toMatchObject({ mail: said });
    expect(JSON.stringify(await stepsOf(id))).not.toMatch(/ada@|refused|"suppressed"|"dead"/u);
  });

  it.each(['0192f0c1-7b1e-7000-8000-000000000001', 'nonsense'])('of %s, which there is not, are a 404', async (id) => {
    expect((await send(`${server.app.url}/prime-check/${id}/steps`, { method: 'GET' })).status).toBe(404);
  });
});
