import { delimiter, join } from 'node:path';

const TOOLCHAIN = join(import.meta.dirname, '../../../.ballast/toolchain/monitoring');

/** Puts what `scripts/bootstrap/monitoring.sh` has fetched before the PATH, as `./scripts/test` does. */
export function useMonitoringTools(): void {
  process.env.PATH = [join(TOOLCHAIN, 'bin'), join(TOOLCHAIN, 'usr/bin'), process.env.PATH ?? ''].join(delimiter);
}
