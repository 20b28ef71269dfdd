import { Readable } from 'node:stream';
import { type AuditRow, exportAudit, listAudit, verifyAudit } from '@ballast/audit';
import {
  type AuditEntry,
  AuditListSchema,
  AuditQuerySchema,
  AuditVerificationSchema,
} from '@ballast/contracts/operators';
import type { Database } from '@ballast/database';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { singleFlight, untilGone } from '../../operators/single-flight.ts';
import { problemResponses } from '../../plugins/response-schemas.ts';

const tags = ['system'];
const DEFAULT_LIMIT = 50;
/** An answer has to be there before the client (30 s) gives up waiting. */
const VERIFY_MS = 25_000;
const NDJSON = 'application/x-ndjson';

/** `/api/dlq/audit`: who did what, and the proof that nobody changed it since. */
export const auditRoutes: FastifyPluginAsyncZod<{ db: Database }> = async (app, { db }) => {
  const verify = singleFlight((signal) => verifyAudit(db, { signal }), { deadlineMs: VERIFY_MS });

  app.get(
    '/api/dlq/audit',
    {
      config: { role: 'viewer' },
      schema: {
        summary: 'What operators did, newest first',
        tags,
        querystring: AuditQuerySchema,
        response: { 200: AuditListSchema, ...problemResponses(400) },
      },
    },
    async (request) => {
      const { actor, target_type, target_id, cursor, limit = DEFAULT_LIMIT } = request.query;
      const before = cursor === undefined ? undefined : Number(cursor);
      const rows = await listAudit(db, {
        actor,
        targetType: target_type,
        targetId: target_id,
        before,
        limit: limit + 1,
      });
      const items = rows.slice(0, limit).map(toAuditEntry);
      return { items, next_cursor: rows.length > limit ? String(items.at(-1)?.seq) : null };
    },
  );

  app.get(
    '/api/dlq/audit/export',
    {
      config: { role: 'viewer' },
      // A HEAD of it would read the whole log for nothing.
      exposeHeadRoute: false,
      schema: {
        summary: 'The whole audit log, oldest first, one JSON object a line',
        tags,
        response: {
          200: { description: 'Entries with their hashes', content: { [NDJSON]: { schema: z.custom<Readable>() } } },
        },
      },
    },
    async (_request, reply) => {
      reply.type(NDJSON).header('content-disposition', 'attachment; filename="audit.ndjson"');
      return reply.send(Readable.from(lines(db)));
    },
  );

  app.get(
    '/api/dlq/audit/verify',
    {
      config: { role: 'viewer' },
      schema: {
        summary: 'Whether the audit’s chain is whole',
        tags,
        response: { 200: AuditVerificationSchema, ...problemResponses(503) },
      },
    },
    async (_request, reply) => {
      const { entries, isIntact, brokenAt } = await verify(untilGone(reply));
      return { entries, is_intact: isIntact, ...(brokenAt !== undefined && { broken_at: brokenAt }) };
    },
  );
};

async function* lines(db: Database): AsyncGenerator<string> {
  for await (const row of exportAudit(db)) yield `${JSON.stringify(toAuditEntry(row))}\n`;
}

function toAuditEntry(row: AuditRow): AuditEntry {
  return {
    seq: row.seq,
    at: row.at.toISOString(),
    actor: row.actor,
    act: row.act,
    target_type: row.targetType,
    target_id: row.targetId,
    ...(row.reason !== undefined && { reason: row.reason }),
    outcome: row.outcome,
    details: { ...row.details },
    prev_hash: row.prevHash,
    hash: row.hash,
  };
}
