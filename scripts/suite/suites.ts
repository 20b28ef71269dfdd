export const SERVER_SETS = ['installed', 'newest', 'both'] as const;
export type ServerSet = (typeof SERVER_SETS)[number];

export interface SuiteOptions {
  quick: boolean;
  servers: ServerSet;
  /** The folder with the fetched newest servers. */
  newestServers: string;
}

export interface Suite {
  name: string;
  vitestArgs: readonly string[];
  env: Readonly<Record<string, string>>;
}

/** Tests that take long say so in their name; a quick run leaves them out. */
const LONG_TESTS = '**/*.long.*.test.ts';

/** The test suites of a run, in their order. */
export function planSuites(options: SuiteOptions): Suite[] {
  const exclude = options.quick ? ['--exclude', LONG_TESTS] : [];
  const suite = (name: string, project: string, env: Suite['env'] = {}): Suite => ({
    name,
    vitestArgs: ['--project', project, ...exclude],
    env,
  });
  const newest = { BALLAST_SERVERS: options.newestServers };
  return [
    suite('unit', 'unit'),
    ...(options.servers === 'newest' ? [] : [suite('integration', 'integration')]),
    ...(options.servers === 'installed' ? [] : [suite('integration on the newest servers', 'integration', newest)]),
    ...(options.quick
      ? []
      : [suite('pages in a browser', 'browser'), suite('end to end', 'e2e'), suite('end to end, alone', 'e2e-alone')]),
  ];
}
