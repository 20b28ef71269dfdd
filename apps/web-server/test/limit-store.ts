import { until } from '@ballast/testkit';

/** Where a server keeps its limits at the moment: by the metric, which asks nobody else. */
export function storeIn(metrics: string): 'redis' | 'local' {
  return /^rate_limit_store_state\{[^}]*state="redis"[^}]*\} 1$/m.test(metrics) ? 'redis' : 'local';
}

/** A server is ready before it has found Redis: until then it limits by itself, and refuses what must not be guessed. */
export async function untilRedisIsUsed(url: string): Promise<void> {
  await until(async () => storeIn(await (await fetch(`${url}/metrics`)).text()) === 'redis');
}
