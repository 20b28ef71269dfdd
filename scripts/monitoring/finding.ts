/** One thing that was looked at. */
export interface Finding {
  readonly name: string;
  /** `unknown`: nobody could be asked. */
  readonly state: 'ok' | 'bad' | 'unknown';
  readonly text: string;
}

export interface Section {
  readonly title: string;
  readonly findings: readonly Finding[];
}

/** Prints what was found, for a person or as JSON. @returns the exit code: 1 unless all is known and well */
export function report(sections: readonly Section[], json: boolean): number {
  const isWell = sections.every(({ findings }) => findings.every(({ state }) => state === 'ok'));
  if (json) console.log(JSON.stringify({ ok: isWell, sections }, null, 2));
  else console.log(sections.map(asText).join('\n\n'));
  return isWell ? 0 : 1;
}

const MARK = { ok: 'ok', bad: 'BAD', unknown: '?' } as const;

function asText({ title, findings }: Section): string {
  const width = Math.max(...findings.map(({ name }) => name.length));
  const lines = findings.map(({ name, state, text }) => `  ${MARK[state].padEnd(3)}  ${name.padEnd(width)}  ${text}`);
  return [title, ...lines].join('\n');
}

/** What `ask` finds; `unknown`, with the reason, where it throws. */
export async function finding(name: string, ask: () => Promise<Omit<Finding, 'name'>>): Promise<Finding> {
  try {
    return { name, ...(await ask()) };
  } catch (error) {
    return { name, state: 'unknown', text: describe(error) };
  }
}

function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { cause } = error;
  return cause instanceof Error && 'code' in cause ? `not reachable (${String(cause.code)})` : error.message;
}
