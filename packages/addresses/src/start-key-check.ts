import type { Database } from '@ballast/database';
import type { Keyring } from '@ballast/encryption';
import { type Service, startLoop } from '@ballast/runtime';
import { describeMissing, KeyCheck } from './key-check.ts';

/**
 * A key check that has looked once, goes on as long as the process lives, and says in the log and in /health (as
 * `encryption`) what is missing. A process starts without its database: then whoever asks first looks first.
 */
export async function startKeyCheck(
  db: Database,
  keyring: Keyring,
  { life, health, logger }: Pick<Service, 'life' | 'health' | 'logger'>,
): Promise<KeyCheck> {
  const check = new KeyCheck(db, keyring);
  let told = '';
  const look = async () => {
    const untilNextMs = await check.look();
    const keys = check.missingKeys();
    if (keys.join() === told) return untilNextMs;
    told = keys.join();
    if (keys.length === 0) logger.info('every key that addresses are sealed by is there again');
    else logger.error({ keyIds: keys }, describeMissing(keys));
    return untilNextMs;
  };
  // The loop tries again, and logs why it could not.
  await look().catch(() => undefined);
  health.register(
    'encryption',
    async () => {
      const keys = check.missingKeys();
      return keys.length === 0 ? { status: 'ok' } : { status: 'degraded', error: describeMissing(keys) };
    },
    { critical: false },
  );
  const loop = startLoop({
    name: 'key-check',
    logger,
    intervalMs: (untilNextMs: number) => untilNextMs,
    runOnce: look,
  });
  life.defer('key-check', () => loop.stop());
  return check;
}
