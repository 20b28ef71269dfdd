import { z } from 'zod';

/** An id in a path. What is no UUID cannot be found either, which the routes answer 404, so it is not refused here. */
export const IdParamsSchema = z.object({ id: z.string().min(1).max(100) });
