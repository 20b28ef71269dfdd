// Loaded before the CLI by `scripts/ballast`: tells it where this clone's stack is. What the person has set stays, and a
// key is not sent to an address that is not this stack's.
import { resolve } from 'node:path';
import { layoutOf } from './layout.ts';
import { readIfPresent, readSettings } from './settings.ts';
import { findStackAddress } from './stack-address.ts';
import { readState } from './state-file.ts';

const OF_THE_CLI = ['BALLAST_URL', 'BALLAST_API_KEY', 'BALLAST_API_KEY_FILE'] as const;

const root = resolve(import.meta.dirname, '../..');
const settings = readSettings(root, process.env);
for (const name of OF_THE_CLI) if (settings[name]) process.env[name] = settings[name];

const prometheus = readState(layoutOf(root, settings).statePath)?.processes.find(({ name }) => name === 'prometheus');
if (settings.PROMETHEUS_URL) process.env.PROMETHEUS_URL = settings.PROMETHEUS_URL;
else if (prometheus !== undefined) process.env.PROMETHEUS_URL = `http://127.0.0.1:${prometheus.port}`;

const isElsewhere = Boolean(settings.BALLAST_URL) || process.argv.some((word) => /^--url(=|$)/.test(word));
if (!isElsewhere) {
  const layout = layoutOf(root, settings);
  const { url, key } = findStackAddress(settings, readState(layout.statePath), readIfPresent(layout.secretsPath));
  process.env.BALLAST_URL = url;
  if (key !== undefined && !settings.BALLAST_API_KEY && !settings.BALLAST_API_KEY_FILE)
    process.env.BALLAST_API_KEY = key;
}
