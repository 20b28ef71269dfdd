// A client in a few lines: submits numbers with an Idempotency-Key each, and says what becomes of them.
import { randomUUID } from 'node:crypto';

const URL = process.env.BALLAST_URL ?? 'http://127.0.0.1:8080';
const NUMBERS = ['2', '97', '561', '7919', '104729', '2147483647', '170141183460469231731687303715884105727'];
const DEADLINE_MS = 30_000;

interface PrimeCheck {
  readonly id: string;
  readonly number: string;
  readonly status: 'processing' | 'completed' | 'failed';
  readonly is_prime?: boolean;
}

const ends = await Promise.all(NUMBERS.map(submit).map(async (accepted) => verdict(await accepted)));
for (const { number, status, is_prime: isPrime } of ends) {
  process.stdout.write(`${number}: ${status === 'completed' ? (isPrime ? 'prime' : 'not prime') : status}\n`);
}

/** The same key and body give the same answer, so whoever does not know whether it was heard asks again. */
async function submit(number: string): Promise<PrimeCheck> {
  const response = await fetch(`${URL}/prime-check`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'idempotency-key': randomUUID() },
    body: JSON.stringify({ number }),
  });
  if (response.status !== 202) throw new Error(`${number}: ${response.status} ${await response.text()}`);
  return (await response.json()) as PrimeCheck;
}

/** Reads the request's event stream: it begins with how things are and ends with the verdict. */
async function verdict({ id, number }: PrimeCheck): Promise<PrimeCheck> {
  const response = await fetch(`${URL}/prime-check/${id}/events`, { signal: AbortSignal.timeout(DEADLINE_MS) });
  if (!response.ok || response.body === null) throw new Error(`${number}: ${response.status}`);
  let unread = '';
  for await (const chunk of response.body.pipeThrough(new TextDecoderStream())) {
    const lines = (unread + chunk).split('\n');
    unread = lines.pop() ?? '';
    for (const line of lines.filter((each) => each.startsWith('data:'))) {
      const check = JSON.parse(line.slice('data:'.length)) as PrimeCheck;
      if (check.status !== 'processing') return check;
    }
  }
  throw new Error(`${number}: the stream ended without a verdict`);
}
