// Which way imports may point. A package may import the levels below its own and the pure packages; nothing beside it,
// nothing above it. docs/decisions/0002 says why the swc parser is used.

const PURE = ['contracts', 'encryption', 'primality', 'reliability'];
const LEVELS = [
  ['telemetry'],
  ['runtime', 'monitoring'],
  ['database', 'messaging'],
  ['addresses', 'outbox', 'rate-limit', 'mail', 'audit', 'ledger'],
  ['dead-letters'],
];

const oneOf = (names) => `(${names.join('|')})`;
const TESTS = '(\\.(unit|integration|browser|e2e)\\.test\\.tsx?$|^((apps|packages)/[^/]+|examples)/test/)';

/** What the packages offer: their index, and what else their `exports` list. */
const ENTRIES = '^packages/([^/]+/src/index|database/src/schema|contracts/src/(operators|events))\\.ts$';

/** Level i may not import its own level (save itself) nor any level above. */
const levelRules = LEVELS.map((names, index) => ({
  name: `${names[0]}-level-points-down`,
  comment: 'Imports point one way: apps, then the levels of .dependency-cruiser.mjs downwards.',
  severity: 'error',
  from: { path: `^packages/${oneOf(names)}/` },
  to: { path: `^packages/${oneOf(LEVELS.slice(index).flat())}/`, pathNot: '^packages/$1/' },
}));

export default {
  forbidden: [
    {
      name: 'no-circular',
      comment: 'A cycle means that two files are one.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'resolvable',
      comment: "Not installed, not declared, or a path that the package's `exports` does not offer.",
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
    ...levelRules,
    {
      name: 'pure-packages-import-nothing-of-ours',
      severity: 'error',
      from: { path: `^packages/${oneOf(PURE)}/` },
      to: { path: '^(packages|apps)/', pathNot: '^packages/$1/' },
    },
    {
      name: 'native-stack-imports-nothing-of-ours',
      severity: 'error',
      from: { path: '^packages/native-stack/' },
      to: { path: '^(packages|apps|scripts)/', pathNot: `^packages/native-stack/` },
    },
    {
      name: 'nobody-imports-an-app',
      severity: 'error',
      from: { path: '^(?:apps/([^/]+)|packages|examples|scripts|benchmarks)/' },
      to: { path: '^apps/', pathNot: '^apps/$1/' },
    },
    {
      name: 'nobody-imports-an-example',
      severity: 'error',
      from: { path: '^(apps|packages|scripts|benchmarks)/' },
      to: { path: '^examples/' },
    },
    {
      name: 'web-client-imports-contracts-alone',
      severity: 'error',
      from: { path: '^apps/web-client/', pathNot: TESTS },
      to: { path: '^packages/', pathNot: '^packages/contracts/' },
    },
    {
      name: 'testkit-is-for-tests',
      comment: 'Product code that needs something of the testkit needs it somewhere else.',
      severity: 'error',
      from: { path: '^(apps|packages|examples)/', pathNot: [TESTS, '^packages/testkit/'] },
      to: { path: '^packages/testkit/' },
    },
    {
      name: 'native-stack-is-for-scripts-and-tests',
      severity: 'error',
      from: { path: '^(apps|packages|examples)/', pathNot: [TESTS, '^packages/(testkit|native-stack)/'] },
      to: { path: '^packages/native-stack/' },
    },
    {
      name: 'packages-are-entered-by-their-entries',
      severity: 'error',
      from: { path: '^(?:apps|packages|examples|scripts|benchmarks)/([^/]+)' },
      to: { path: '^packages/', pathNot: ['^packages/$1/', ENTRIES] },
    },
    {
      name: 'own-index-is-for-others',
      comment: 'A file that imports the index of its own package imports everything, itself included.',
      severity: 'error',
      from: { path: '^packages/([^/]+)/' },
      to: { path: '^packages/$1/src/index\\.ts$' },
    },
    {
      name: 'nats-stays-in-messaging',
      comment: 'The client has a successor: what knows it must be one package.',
      severity: 'error',
      from: { path: '^(apps|packages|examples|scripts|benchmarks)/', pathNot: '^packages/messaging/' },
      to: { path: '(^|/)node_modules/(@nats-io/[^/]+|nats)/' },
    },
  ],
  options: {
    parser: 'swc',
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)dist/' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default'],
      extensions: ['.ts', '.tsx', '.mjs', '.js', '.json'],
    },
  },
};
