// Searching dead letters: milliseconds for a page of 50, for one kind of search after the other.
// Usage: node benchmarks/dead-letter-search.ts [letters, default 100000, at most 500000]
import { buildSearchText, parseQuery, searchLetters } from '@ballast/dead-letters';
import { fillDeadLetters, filledMessageId } from '@ballast/testkit';
import { describeMs } from './quantiles.ts';
import { type BenchmarkStack, withStack } from './start-stack.ts';

const letters = Number(process.argv[2] ?? 100_000);
if (!Number.isInteger(letters) || letters < 1_000 || letters > 500_000) {
  throw new RangeError('the argument is a number of letters from 1000 to 500000');
}
const PAGE = 50;
const ROUNDS = 15;

const SEARCHES = [
  '',
  'status:pending',
  'greylisting',
  'needle',
  'nobody-has-this',
  'greylist*minutes',
  'payload.number:424242424242424242424242',
  'payload.number:>1000',
  `id:${filledMessageId(77)}`,
  'code:smtp_451 status:pending attempts:>=4',
  'code:smtp_550 OR code:undecodable',
  'NOT type:transient -status:pending',
  '(needle OR nobody) type:transient -status:discarded',
  'age:>20d type:poison',
  'worker:nobody',
];

async function measure({ database: { db }, servers }: BenchmarkStack): Promise<void> {
  await fillDeadLetters(db, letters, buildSearchText);
  console.log(`servers: ${servers}; ${letters} letters, pages of ${PAGE}`);
  const middle = String(Math.ceil(letters / 2));
  for (const text of SEARCHES) {
    await time(text, undefined);
    await time(text, middle);
  }

  async function time(text: string, before: string | undefined): Promise<void> {
    const query = parseQuery(text);
    const times: number[] = [];
    let page = await searchLetters(db, { query, limit: PAGE, before });
    for (let round = 0; round < ROUNDS; round += 1) {
      const start = performance.now();
      page = await searchLetters(db, { query, limit: PAGE, before });
      times.push(performance.now() - start);
    }
    const found = `${page.items.length} found${page.is_partial ? ', partial' : ''}`;
    const name = `${text === '' ? '(everything)' : text}${before === undefined ? '' : ', from the middle'}`;
    console.log(`${name.padEnd(72)} ${describeMs(times)}; ${found}`);
  }
}

await withStack(measure);
