import { resolve } from 'node:path';
import { Command } from 'commander';
import { isHealthy } from './health.ts';
import { layoutOf } from './layout.ts';
import { isAlive } from './process-identity.ts';
import { readSettings } from './settings.ts';
import { readState, type StackState } from './state-file.ts';

interface Row {
  name: string;
  pid: number | null;
  port: number;
  healthy: boolean;
}

const root = resolve(import.meta.dirname, '../..');
const { json } = new Command('scripts/status')
  .description('Prints each process, its pid, port and health; exits 1 when one is not healthy or nothing runs.')
  .option('--json', 'print a list of {name, pid, port, healthy}', false)
  .parse()
  .opts<{ json: boolean }>();

const state = readState(layoutOf(root, readSettings(root, process.env)).statePath);
const rows = state === undefined ? [] : await Promise.all(state.processes.map(toRow));
if (json) console.log(JSON.stringify(rows, null, 2));
else if (state === undefined) console.log('Ballast is not running; ./scripts/start starts it.');
else printTable(state, rows);
process.exit(isAllWell(state, rows) ? 0 : 1);

async function toRow(process: StackState['processes'][number]): Promise<Row> {
  const pid = process.process !== null && isAlive(process.process) ? process.process.pid : null;
  return { name: process.name, pid, port: process.port, healthy: await isHealthy(process) };
}

function isAllWell(state: StackState | undefined, rows: readonly Row[]): boolean {
  return state?.phase === 'ready' && isAlive(state.supervisor) && rows.every((row) => row.healthy);
}

function printTable(state: StackState, rows: readonly Row[]): void {
  const lines = rows.map((row, index) => [
    row.name,
    row.pid === null ? '-' : String(row.pid),
    String(row.port),
    row.healthy ? 'healthy' : 'unhealthy',
    String(state.processes[index]?.restarts ?? 0),
  ]);
  const table = [['process', 'pid', 'port', 'health', 'restarts'], ...lines];
  const widths = table[0]?.map((_, column) => Math.max(...table.map((line) => line[column]?.length ?? 0))) ?? [];
  for (const line of table)
    console.log(
      line
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    );
  if (!isAlive(state.supervisor)) console.log('\nThe supervisor is gone: run ./scripts/stop, then ./scripts/start.');
  else if (state.phase !== 'ready') console.log(`\nBallast is ${state.phase}.`);
}
