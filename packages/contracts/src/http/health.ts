import { z } from 'zod';

/** The answer of `/health` on every process. */
export const HealthSchema = z
  .object({
    status: z.enum(['ok', 'degraded', 'down']),
    /** Of the process that answers; those before 0.2 do not say it. */
    release: z.string().optional(),
    checks: z.record(
      z.string(),
      z.object({ status: z.enum(['ok', 'degraded', 'down']), ms: z.number(), error: z.string().optional() }),
    ),
  })
  .meta({ id: 'Health' });
export type Health = z.output<typeof HealthSchema>;
