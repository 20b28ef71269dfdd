import { setTimeout as pause } from 'node:timers/promises';
import type { Pipeline } from './start-pipeline.ts';

export interface SteadyLoad {
  /** Of the requests accepted so far, oldest first. */
  readonly ids: readonly string[];
  /** Resolves when every request that was begun has its answer. */
  stop(): Promise<void>;
}

/** Submits so many numbers a second, every third with an address, whatever becomes of those before. */
export function startSteadyLoad(target: Pipeline, perSecond: number): SteadyLoad {
  const ids: string[] = [];
  const underWay = new Set<Promise<void>>();
  let isStopped = false;
  let next = 0;
  const submit = async (index: number) => {
    const email = index % 3 === 0 ? { email: `s${index}@example.com` } : {};
    const id = await target.submit({ number: String(1_000_003 + index), ...email });
    if (id !== undefined) ids.push(id);
  };
  const loop = (async () => {
    while (!isStopped) {
      const one = submit(next).finally(() => underWay.delete(one));
      underWay.add(one);
      next += 1;
      await pause(1000 / perSecond);
    }
  })();
  return {
    ids,
    stop: async () => {
      isStopped = true;
      await loop;
      await Promise.all(underWay);
    },
  };
}
