import { z } from 'zod';

/** Unix time in seconds, and a number as text: `NaN` and `+Inf` are numbers too. */
const PointSchema = z.tuple([z.number(), z.string()]);
const LabelsSchema = z.record(z.string(), z.string());

const ResultSchema = z.discriminatedUnion('resultType', [
  z.object({
    resultType: z.literal('vector'),
    result: z.array(z.object({ metric: LabelsSchema, value: PointSchema })),
  }),
  z.object({
    resultType: z.literal('matrix'),
    result: z.array(z.object({ metric: LabelsSchema, values: z.array(PointSchema) })),
  }),
  z.object({ resultType: z.literal('scalar'), result: PointSchema }),
  z.object({ resultType: z.literal('string'), result: PointSchema }),
]);

/** An answer of Prometheus' API, of either kind. */
export const AnswerSchema = z.discriminatedUnion('status', [
  z.object({ status: z.literal('success'), data: ResultSchema }),
  z.object({ status: z.literal('error'), error: z.string() }),
]);

export type Labels = z.infer<typeof LabelsSchema>;
export type Point = z.infer<typeof PointSchema>;
export type QueryResult = z.infer<typeof ResultSchema>;

type Read =
  | { readonly status: 'success'; readonly data: QueryResult; readonly raw: unknown }
  | { readonly status: 'error'; readonly error: string }
  | { readonly status: 'unreadable' };

/** An answer of Prometheus' API; `unreadable` for what is none. */
export function readAnswer(text: string): Read {
  let raw: unknown;
  try {
    raw = JSON.parse(text);
  } catch {
    return { status: 'unreadable' };
  }
  const parsed = AnswerSchema.safeParse(raw);
  if (!parsed.success) return { status: 'unreadable' };
  return parsed.data.status === 'success' ? { ...parsed.data, raw } : parsed.data;
}
