import { keyIdOfSecret } from '@ballast/encryption';
import type { z } from 'zod';
import { secretListVariable } from './secret-list.ts';
import { listVariable } from './values.ts';

const KEY_ID = /^[0-9a-f]{8}$/u;

/** The variables of sealing what is stored. */
export const encryptionEnv = {
  /** What addresses are sealed with: comma-separated, the newest first. */
  ENCRYPTION_KEY: secretListVariable(),
  /** Ids of keys that are gone for good: what they sealed counts as not there. */
  ENCRYPTION_KEYS_LOST: listVariable()
    .refine((ids) => ids.every((id) => KEY_ID.test(id)), 'must be ids of keys, such as 1f2e3d4c, as /health names them')
    .prefault(''),
};

/** What `encryptionEnv` makes of the environment. */
export type EncryptionConfig = z.output<z.ZodObject<typeof encryptionEnv>>;

/** For a schema with `encryptionEnv`: a key that is here is not lost, and giving it up would hide what it opens. */
export function refuseLostKeysThatAreHere(config: EncryptionConfig, context: z.core.$RefinementCtx): void {
  const here = new Set(config.ENCRYPTION_KEY.map(keyIdOfSecret));
  for (const id of config.ENCRYPTION_KEYS_LOST.filter((each) => here.has(each))) {
    context.addIssue({
      code: 'custom',
      path: ['ENCRYPTION_KEYS_LOST'],
      message: `names key ${id}, which is in ENCRYPTION_KEY: take it out of one of them`,
      input: id,
    });
  }
}
