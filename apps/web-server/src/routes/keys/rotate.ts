import { type Rotation, rotateKeys } from '@ballast/addresses';
import { appendAudit } from '@ballast/audit';
import { KeyRotationSchema, RotateKeysBodySchema } from '@ballast/contracts/operators';
import { type Database, withTransaction } from '@ballast/database';
import type { Keyring } from '@ballast/encryption';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { actorOf } from '../../operators/authentication.ts';
import { ProblemError } from '../../plugins/problem-error.ts';
import { problemResponses } from '../../plugins/response-schemas.ts';

const DEFAULT_LIMIT = 1_000;

/** `POST /api/keys/rotate`: seals addresses under the current key, a batch a call. The first and the last are audited. */
export const rotateKeysRoute: FastifyPluginAsyncZod<{ db: Database; keyring: Keyring }> = async (app, deps) => {
  const { db, keyring } = deps;

  app.post(
    '/api/keys/rotate',
    {
      config: { role: 'admin' },
      schema: {
        summary: 'Seal a batch of addresses under the current key',
        tags: ['system'],
        body: RotateKeysBodySchema,
        response: { 200: KeyRotationSchema, ...problemResponses(400, 413, 415) },
      },
    },
    async (request) => {
      const { cursor, limit = DEFAULT_LIMIT, dry_run: dryRun = false, reason } = request.body;
      const actor = actorOf(request);
      const isFirst = cursor === undefined;
      // Before the first row is touched: what follows is many transactions.
      if (isFirst && !dryRun) await audit(actor, 'requested', reason);
      const rotation = await rotateKeys(db, keyring, { cursor, limit, dryRun });
      if (rotation === undefined) throw new ProblemError('invalid_request', 'cursor: is none that a batch has given.');
      if (rotation.nextCursor === undefined && !dryRun) await audit(actor, 'done');
      return toAnswer(rotation);
    },
  );

  function audit(actor: string, outcome: 'requested' | 'done', reason?: string): Promise<void> {
    const entry = { actor, act: 'keys.rotate', targetType: 'keys', targetId: keyring.currentKeyId } as const;
    return withTransaction(db, (tx) => appendAudit(tx, [{ ...entry, outcome, reason }]));
  }

  function toAnswer({ table, scanned, resealed, keys, left, totalEstimate, nextCursor }: Rotation) {
    return {
      current_key: keyring.currentKeyId,
      table,
      scanned,
      resealed,
      keys: { ...keys },
      left: left.map((row) => ({ ...row })),
      total_estimate: totalEstimate,
      next_cursor: nextCursor ?? null,
    };
  }
};
