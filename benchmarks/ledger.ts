// How long the ledger takes to be read, and to be recounted, over millions of requests.
// Usage: node benchmarks/ledger.ts [requests, default 5000000, at most 10000000]
import { readLedger, recountLedger } from '@ballast/ledger';
import { describeMs } from './quantiles.ts';
import { type BenchmarkStack, withStack } from './start-stack.ts';

const requests = Number(process.argv[2] ?? 5_000_000);
if (!Number.isInteger(requests) || requests < 10_000 || requests > 10_000_000) {
  throw new RangeError('the argument is a number of requests, from 10000 to 10000000');
}

/** One statement's rows, and the share of them that is still open. */
const BATCH = 100_000;
const OPEN_OF_A_THOUSAND = 10;
const READS = 200;

/** 0 to 99,999; both servers can make it without a table of numbers. */
const NUMBERS = `WITH RECURSIVE digits (d) AS (SELECT 0 UNION ALL SELECT d + 1 FROM digits WHERE d < 9),
  numbers (n) AS (SELECT a.d + 10 * b.d + 100 * c.d + 1000 * e.d + 10000 * f.d
    FROM digits a, digits b, digits c, digits e, digits f)`;
const IS_OPEN = `n % 1000 < ${OPEN_OF_A_THOUSAND}`;

async function measure({ database, servers }: BenchmarkStack): Promise<void> {
  const { db } = database;
  console.log(`servers: ${servers}`);
  for (let from = 0; from < requests; from += BATCH) await fill(from);

  const recountStart = performance.now();
  await recountLedger(db, { deadlineMs: 600_000 });
  console.log(`recount of ${requests} requests: ${((performance.now() - recountStart) / 1_000).toFixed(1)} s`);

  const samples: number[] = [];
  for (let nth = 0; nth < READS; nth += 1) {
    const start = performance.now();
    await readLedger(db);
    samples.push(performance.now() - start);
  }
  const { accepted, in_flight: inFlight, balanced } = await readLedger(db);
  console.log(`read (accepted ${accepted}, in flight ${inFlight}, balanced ${balanced}): ${describeMs(samples)}`);

  async function fill(from: number): Promise<void> {
    await db.withConnection(
      async (connection) => {
        // Of this session alone: the rows are thrown away.
        await connection.query('SET SESSION foreign_key_checks = 0, SESSION unique_checks = 0');
        await connection.query(
          `INSERT INTO prime_checks (id, number, status, is_prime, certainty, completed_at) ${NUMBERS}
            SELECT CONCAT('0198c0de-0000-7000-8000-', LPAD(HEX(? + n), 12, '0')), '97',
              IF(${IS_OPEN}, 'processing', 'completed'), IF(${IS_OPEN}, NULL, 1), IF(${IS_OPEN}, NULL, 'proven'),
              IF(${IS_OPEN}, NULL, CURRENT_TIMESTAMP(3)) FROM numbers ORDER BY n`,
          [from],
        );
      },
      { deadlineMs: 300_000 },
    );
  }
}

await withStack(measure);
