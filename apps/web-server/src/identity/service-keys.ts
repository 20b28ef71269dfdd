import { keyListVariable } from '@ballast/runtime';

/** A program that is known by name and has a limit of its own. */
export interface ServiceKey {
  readonly name: string;
  readonly limitPerMinute: number;
  readonly hash: Buffer;
}

const MAX_PER_MINUTE = 1_000_000;

/** `SERVICE_KEYS`: comma-separated `name:requests-per-minute:key`, none by default. */
export function serviceKeysVariable() {
  return keyListVariable({
    form: 'name:requests-per-minute:key',
    readGrant: (text) => {
      const limit = /^[1-9][0-9]{0,6}$/.test(text) ? Number(text) : Number.NaN;
      if (limit <= MAX_PER_MINUTE) return { grant: limit };
      return { fault: `its requests per minute are no whole number from 1 to ${MAX_PER_MINUTE}` };
    },
  }).transform((keys): readonly ServiceKey[] =>
    keys.map(({ name, grant, hash }) => ({ name, limitPerMinute: grant, hash })),
  );
}
