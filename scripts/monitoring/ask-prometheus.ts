import type { Vector } from '@ballast/monitoring';
import { z } from 'zod';

const TIMEOUT_MS = 5_000;
const AnswerSchema = z.object({
  data: z.object({
    result: z.array(z.object({ metric: z.record(z.string(), z.string()), value: z.tuple([z.number(), z.string()]) })),
  }),
});

export interface Sample {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** What an expression is worth now. @throws Error when Prometheus does not answer, or refuses it. */
export async function askPrometheus(url: string, { promql }: Vector<string>): Promise<readonly Sample[]> {
  const response = await fetch(`${url}/api/v1/query?query=${encodeURIComponent(promql)}`, {
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  if (!response.ok) throw new Error(`Prometheus answered ${response.status}`);
  const { data } = AnswerSchema.parse(await response.json());
  return data.result.map(({ metric, value: [, value] }) => ({ labels: metric, value: Number(value) }));
}
