import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import {
  DashboardImportError,
  generateMonitoring,
  importDashboard,
  writeFiles,
  writeOverride,
} from '@ballast/monitoring';
import { Command } from 'commander';

const MONITORING = resolve(import.meta.dirname, '../../monitoring');

const command = new Command('pnpm import:dashboard')
  .description(
    'Takes a dashboard that was changed in Grafana back into the code, as its difference to what the code makes.',
  )
  .argument('<file>', 'what Grafana exported (Share, Export, Save to file), or - for standard input')
  .addHelpText(
    'after',
    `
From Grafana's API: curl -su admin: "$GRAFANA_URL/api/dashboards/uid/ballast-redis" | pnpm -s import:dashboard -
A dashboard that is again as the code makes it loses its difference. Then: ./scripts/test --quick, and commit.`,
  )
  .parse();

const [file = '-'] = command.args;
try {
  const { slug, override } = importDashboard(readFileSync(file === '-' ? 0 : file, 'utf8'));
  writeOverride(slug, override);
  await writeFiles(MONITORING, generateMonitoring());
  const isSame = Object.keys(override).length === 0;
  console.log(
    `ballast-${slug}: ${isSame ? 'as the code makes it' : 'its changes are in the code now; look at git diff'}.`,
  );
} catch (error) {
  if (!(error instanceof Error) || !(error instanceof DashboardImportError || 'code' in error)) throw error;
  console.error(`✗ ${file} was not taken: ${error.message}.`);
  process.exitCode = 1;
}
