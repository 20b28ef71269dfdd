import { z } from 'zod';

/** What every message body is, whatever it carries. Unknown fields are ignored, so a newer sender may add some. */
export const EnvelopeSchema = z.object({
  id: z.string().min(1).max(100),
  type: z.string().min(1).max(100),
  version: z.number().int().positive(),
  payload: z.unknown(),
  created_at: z.iso.datetime({ offset: true }),
});

export interface Envelope<Payload> {
  /** The id of the thing the message is about (a request, a delivery); effects are keyed by it alone. */
  readonly id: string;
  readonly type: string;
  readonly version: number;
  readonly payload: Payload;
  /** RFC 3339 */
  readonly created_at: string;
}
