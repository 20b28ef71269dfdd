import { globSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseEnv } from 'node:util';
import { expect, test } from 'vitest';
import { APPS } from '../stack/apps.ts';
import { planPorts } from '../stack/ports.ts';
import { SECRET_VARIABLES } from '../stack/secrets.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const EXAMPLE = readFileSync(resolve(ROOT, '.env.example'), 'utf8');

/** Read by the commands alone, or set for tests and tools. */
const OF_THE_COMMANDS = [
  'BALLAST_PORT_OFFSET',
  'BALLAST_SERVERS',
  'BALLAST_DIR',
  'BALLAST_URL',
  'BALLAST_API_KEY',
  'BALLAST_API_KEY_FILE',
  'MAIL_UI_URL',
  'PROMETHEUS_URL',
  'ALERT_MAIL_TO',
  'GRAFANA_URL',
  'NODE_ENV',
  'COMPOSE_PROFILES',
];

test('every setting is in .env.example, and nothing else is', () => {
  const documented = [...EXAMPLE.matchAll(/^#?([A-Z][A-Z0-9_]*)=/gm)].map((match) => match[1]);
  const known = new Set([
    ...OF_THE_COMMANDS,
    ...planPorts({}).all.map((port) => port.variable),
    ...SECRET_VARIABLES,
    ...composeVariables(),
    ...declaredVariables(),
  ]);
  expect(documented.toSorted()).toEqual([...known].toSorted());
});

test('a copy of .env.example changes nothing', () => {
  expect(parseEnv(EXAMPLE)).toEqual({});
});

test('the ports in .env.example are the defaults', () => {
  const shown = Object.fromEntries(
    [...EXAMPLE.matchAll(/^#([A-Z_]+_PORT)=(\d+)$/gm)].map((match) => [match[1], match[2]]),
  );
  for (const { variable, port } of planPorts({}).all) expect(shown[variable], variable).toBe(String(port));
  expect(APPS.length).toBeGreaterThan(0);
});

// The schemas' keys, read as text: a process parses its settings in one object literal, one variable a line.
function declaredVariables(): string[] {
  const files = globSync(
    ['apps/*/src/config.ts', 'examples/service/config.ts', 'packages/runtime/src/config/*-env.ts'],
    { cwd: ROOT },
  );
  return files.flatMap((file) =>
    [...readFileSync(resolve(ROOT, file), 'utf8').matchAll(/^ +([A-Z][A-Z0-9_]*): /gm)].map((match) => match[1] ?? ''),
  );
}

function composeVariables(): string[] {
  const files = globSync('docker-compose*.yaml', { cwd: ROOT });
  return files.flatMap((file) =>
    [...readFileSync(resolve(ROOT, file), 'utf8').matchAll(/\$\{([A-Z][A-Z0-9_]*)/g)].map((match) => match[1] ?? ''),
  );
}
