/** How one series went. */
export interface Course {
  readonly metric: Readonly<Record<string, string>>;
  readonly values: readonly (readonly [at: number, value: string])[];
}

export interface PromqlClient {
  /** The values now, without their labels. */
  now(promql: string): Promise<number[]>;
  /** From a time in Unix seconds up to now, a point a second. */
  course(promql: string, from: number): Promise<readonly Course[]>;
}

export function promqlClient(url: string): PromqlClient {
  const ask = async <Result>(path: string, words: Record<string, string>): Promise<readonly Result[]> => {
    const response = await fetch(`${url}/api/v1/${path}`, { method: 'POST', body: new URLSearchParams(words) });
    const answer = (await response.json()) as { data?: { result: readonly Result[] }; error?: string };
    if (answer.data === undefined) throw new Error(`${answer.error}: ${words.query}`);
    return answer.data.result;
  };
  return {
    now: async (query) => {
      const results = await ask<{ value: [number, string] }>('query', { query });
      return results.map(({ value: [, value] }) => Number(value));
    },
    course: (query, from) => {
      // Counted back from now: counted from `from`, the last point would be up to a second old.
      const end = Date.now() / 1000;
      const start = end - Math.ceil(end - from);
      return ask<Course>('query_range', { query, start: String(start), end: String(end), step: '1' });
    },
  };
}
