import { z } from 'zod';

const TIMEOUT_MS = 10_000;
const LabelsSchema = z.record(z.string(), z.string());
const PointSchema = z.tuple([z.number(), z.string()]);
const SampleSchema = z.object({ metric: LabelsSchema, value: PointSchema });
const CourseSchema = z.object({ metric: LabelsSchema, values: z.array(PointSchema) });
const RefusalSchema = z.object({ error: z.string() });

interface Sample {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** How one series went. */
export interface Course {
  readonly labels: Readonly<Record<string, string>>;
  readonly points: readonly { readonly at: number; readonly value: number }[];
}

export interface PromqlClient {
  /** What an expression is worth now. */
  now(promql: string): Promise<readonly Sample[]>;
  /** From a time in Unix seconds up to now, a point a second. */
  course(promql: string, from: number): Promise<readonly Course[]>;
}

/** Asks a Prometheus. Each call throws an Error when it does not answer, or refuses the expression. */
export function promqlClient(url: string): PromqlClient {
  const ask = async <Schema extends z.ZodType>(path: string, words: Record<string, string>, schema: Schema) => {
    const response = await fetch(`${url}/api/v1/${path}`, {
      method: 'POST',
      body: new URLSearchParams(words),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    const answer: unknown = await response.json();
    const refusal = RefusalSchema.safeParse(answer);
    if (refusal.success)
      throw new Error(`Prometheus answered ${response.status}, ${refusal.data.error}: ${words.query}`);
    return z.object({ data: z.object({ result: z.array(schema) }) }).parse(answer).data.result;
  };
  return {
    now: async (query) => {
      const samples = await ask('query', { query }, SampleSchema);
      return samples.map(({ metric, value: [, value] }) => ({ labels: metric, value: Number(value) }));
    },
    course: async (query, from) => {
      // Counted back from now: counted from `from`, the last point would be up to a second old.
      const end = Date.now() / 1000;
      const start = end - Math.ceil(end - from);
      const words = { query, start: String(start), end: String(end), step: '1' };
      const courses = await ask('query_range', words, CourseSchema);
      return courses.map(({ metric, values }) => ({
        labels: metric,
        points: values.map(([at, value]) => ({ at, value: Number(value) })),
      }));
    },
  };
}
