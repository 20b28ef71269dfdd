import type { Database } from '@ballast/database';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { listLettersRoute } from '../routes/dead-letters/list.ts';
import type { AdminKey } from './admin-keys.ts';
import { requireKeys } from './authentication.ts';

export interface OperatorsDeps {
  readonly db: Database;
  readonly keys: readonly AdminKey[];
}

/** All routes that need a key, and nothing else. */
export const operatorsRoutes: FastifyPluginAsyncZod<OperatorsDeps> = async (app, { db, keys }) => {
  requireKeys(app, keys);
  await app.register(listLettersRoute, { db });
};
