import { z } from 'zod';

/** What every message body is, whatever it carries. Unknown fields are ignored, so a newer sender may add some. */
export const EnvelopeSchema = z.object({
  id: z.string().min(1).max(100),
  type: z.string().min(1).max(100),
  version: z.number().int().positive(),
  payload: z.unknown().optional(),
  /** In the place of a payload that is no JSON. */
  payload_base64: z.base64().optional(),
  created_at: z.iso.datetime({ offset: true }),
  // Nothing hangs on these two: what is no such thing is nothing.
  source: z.string().optional().catch(undefined),
  metadata: z.record(z.string(), z.string()).optional().catch(undefined),
});

export interface Envelope<Payload> {
  /** The id of the thing the message is about (a request, a delivery); effects are keyed by it alone. */
  readonly id: string;
  readonly type: string;
  readonly version: number;
  readonly payload: Payload;
  /** RFC 3339 */
  readonly created_at: string;
  /** Who published it, and what they added to it: events of the hub have these. */
  readonly source?: string | undefined;
  readonly metadata?: Readonly<Record<string, string>> | undefined;
}
