import { setTimeout as pause } from 'node:timers/promises';
import type { Pipeline } from './start-pipeline.ts';

/** Submits `total` numbers, `parallel` at a time, every third with an address; what is refused is sent again. */
export async function submitMany(target: Pipeline, total: number, parallel = 20): Promise<string[]> {
  const ids: string[] = [];
  let next = 0;
  const deadline = Date.now() + 60_000;
  await Promise.all(
    Array.from({ length: parallel }, async () => {
      while (next < total && Date.now() < deadline) {
        const index = next;
        next += 1;
        const body = { number: String(1_000_003 + index), ...(index % 3 === 0 && { email: `u${index}@example.com` }) };
        let id = await target.submit(body);
        while (id === undefined && Date.now() < deadline) {
          await pause(50);
          id = await target.submit(body);
        }
        if (id !== undefined) ids.push(id);
      }
    }),
  );
  return ids;
}
