import { z } from 'zod';

/** The answer of `/health` on every process. */
export const HealthSchema = z
  .object({
    status: z.enum(['ok', 'degraded', 'down']),
    checks: z.record(
      z.string(),
      z.object({ status: z.enum(['ok', 'degraded', 'down']), ms: z.number(), error: z.string().optional() }),
    ),
  })
  .meta({ id: 'Health' });
export type Health = z.output<typeof HealthSchema>;
