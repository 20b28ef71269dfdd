import type { PrimeCheck, PrimeCheckAccepted } from '@ballast/contracts';
import { openEventStream, until } from '@ballast/testkit';
import { describe, expect, it } from 'vitest';
import { mailsTo } from './mails.ts';
import { freshStack, WEB_PORT } from './stack.ts';

const stack = freshStack();
const web = (path: string) => stack.url(WEB_PORT, path);

// The product of two random primes of 498 and 499 bits: 300 digits, and no factor that anybody finds by trying.
const SEMIPRIME_300 = String(
  353008982854749200146114082400516207051153544256288669382860360888190660373839697444490980402848183008845511984389497907890722884603114745909794496287n *
    2489653512487296886351144709609313824248331236531484250371452643862116075153155344149166278545374569143578081899934774235183320209894773896621983417891n,
);

async function submit(body: object): Promise<PrimeCheckAccepted> {
  const response = await fetch(web('/prime-check'), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  expect(response.status).toBe(202);
  return (await response.json()) as PrimeCheckAccepted;
}

async function read(id: string): Promise<PrimeCheck> {
  return (await (await fetch(web(`/prime-check/${id}`))).json()) as PrimeCheck;
}

function verdict(id: string): Promise<PrimeCheck> {
  return until(
    async () => {
      const check = await read(id);
      return check.status === 'completed' && check;
    },
    { timeoutMs: 60_000, what: `${id} is completed` },
  );
}

describe('a newcomer', () => {
  it('submits a 64-bit prime and gets its proven verdict within 2 s, and one e-mail', async () => {
    const accepted = await submit({ number: '18446744073709551557', email: 'prime@example.com' });
    expect(accepted).toMatchObject({ number: '18446744073709551557', status: 'processing' });
    const check = await verdict(accepted.id);
    // As the product says it: this test may look late.
    expect(Date.parse(check.completed_at ?? '') - Date.parse(check.created_at)).toBeLessThan(2_000);
    expect(check).toMatchObject({ is_prime: true, certainty: 'proven', trace_id: accepted.trace_id });

    const [mail] = await until(async () => {
      const mails = await mailsTo(stack, 'prime@example.com');
      return mails.length > 0 && mails;
    });
    expect(mail?.subject).toBe('Prime Check Result: 18446744073709551557 is Prime!');
    expect(mail?.text).toContain('Good news! The number 18446744073709551557 is a prime number.');
    const withMail = await until(async () => {
      const now = await read(accepted.id);
      return now.message_id !== undefined && now;
    });
    expect(withMail.message_id).toContain('@');
    expect((await mailsTo(stack, 'prime@example.com')).length).toBe(1);
  });

  it('is told by e-mail that a number is not prime', async () => {
    const { id } = await submit({ number: '18446744073709551556', email: 'composite@example.com' });
    expect(await verdict(id)).toMatchObject({ is_prime: false, certainty: 'proven' });
    const [mail] = await until(async () => {
      const mails = await mailsTo(stack, 'composite@example.com');
      return mails.length > 0 && mails;
    });
    expect(mail?.subject).toBe('Prime Check Result: 18446744073709551556 is not Prime');
    expect(mail?.text).toContain('The number 18446744073709551556 is not a prime number.');
  });

  it.each([
    ['0', false],
    ['1', false],
    ['2', true],
    [String(2n ** 127n - 1n), true],
    [SEMIPRIME_300, false],
  ] as const)('gets the right verdict for %.24s', async (number, isPrime) => {
    const { id } = await submit({ number });
    expect(await verdict(id)).toMatchObject({ number, is_prime: isPrime });
  });

  it.each([
    ['a leading zero', '{"number":"07"}'],
    ['a space', '{"number":" 7"}'],
    ['a sign', '{"number":"+7"}'],
    ['hex', '{"number":"0x7"}'],
    ['an exponent', '{"number":"1e3"}'],
    ['nothing', '{"number":""}'],
    ['a JSON number', '{"number":7}'],
    ['1,001 digits', JSON.stringify({ number: '1'.repeat(1001) })],
    ['a body of 1 MB', JSON.stringify({ number: '7', pad: 'x'.repeat(1_000_000) })],
  ])('is told what is wrong with %s, and nothing is stored', async (_what, body) => {
    const newest = async () => {
      const list = (await (await fetch(web('/prime-check?limit=1'))).json()) as { items: PrimeCheck[] };
      return list.items[0]?.id;
    };
    const before = await newest();
    const response = await fetch(web('/prime-check'), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
    });
    expect(response.status).toBeGreaterThanOrEqual(400);
    expect(response.status).toBeLessThan(500);
    expect(response.headers.get('content-type')).toContain('application/problem+json');
    expect(await newest()).toBe(before);
  });

  it('hears the verdict live', async () => {
    const stream = await openEventStream(web('/events'));
    const { id } = await submit({ number: '1000000007' });
    await until(() =>
      stream.events.some((event) => {
        const check = JSON.parse(event.data) as PrimeCheck;
        return check.id === id && check.status === 'completed' && check.is_prime === true;
      }),
    );
    stream.close();
    await stream.closed;
  });

  it('sees every process healthy', async () => {
    for (const port of [8080, 8081, 8082, 8083]) {
      // What another test has broken may still be coming back.
      const isWell = async () =>
        ((await (await fetch(stack.url(port, '/health'))).json()) as { status: string }).status === 'ok';
      await until(isWell, { what: `the process at ${port} is well` });
      expect((await fetch(stack.url(port, '/metrics'))).status).toBe(200);
    }
  });
});
