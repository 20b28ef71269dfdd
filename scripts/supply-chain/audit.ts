import { resolve } from 'node:path';
import { Command } from 'commander';
import { askRegistry } from './ask-registry.ts';
import { findFaults } from './find-faults.ts';
import { runtimeDependencies } from './runtime-dependencies.ts';
import { writeSbom } from './sbom.ts';

const CLEAN = 0;
const WEAK = 1;
const NOT_ASKED = 3;

const root = resolve(import.meta.dirname, '../..');
const options = new Command('scripts/audit')
  .description('Writes the SBOM, checks the licences in it, and asks the registry for known weaknesses.')
  .option('--sbom <file>', 'where the SBOM (CycloneDX) goes', resolve(root, '.ballast/sbom.cdx.json'))
  .option('--offline', 'ask no registry', false)
  .parse()
  .opts<{ sbom: string; offline: boolean }>();

process.exitCode = audit();

function audit(): number {
  const path = resolve(options.sbom);
  const sbom = writeSbom(root, path);
  const faults = findFaults(sbom, runtimeDependencies(root));
  console.log(`SBOM: ${path}, ${sbom.components.length} packages`);
  for (const fault of faults) console.error(`✗ ${fault}`);
  if (options.offline) return faults.length === 0 ? CLEAN : WEAK;

  const answer = askRegistry(root);
  if (answer.kind === 'weak') {
    console.error(
      `${answer.report}\n✗ Packages with known weaknesses of high severity or above: see the report above.`,
    );
    return WEAK;
  }
  if (faults.length > 0) return WEAK;
  if (answer.kind === 'clean') {
    console.log('✓ The registry knows no weakness of high severity or above.');
    return CLEAN;
  }
  console.error(answer.why);
  console.error(
    '! THE AUDIT COULD NOT BE ASKED. Nothing is known about weaknesses in the packages: this is not a pass.',
  );
  return NOT_ASKED;
}
