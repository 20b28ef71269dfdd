import { secretListVariable } from './secret-list.ts';

export const encryptionEnv = {
  /** What addresses are sealed with: comma-separated, the newest first. */
  ENCRYPTION_KEY: secretListVariable(),
};
