// Loads the code of every process once, so that Node's compile cache holds it and a container is ready sooner. Nothing is run:
// importing has no effects.
import { existsSync, readdirSync } from 'node:fs';
import { flushCompileCache } from 'node:module';
import { join } from 'node:path';

const apps = join(import.meta.dirname, '../../apps');
const mainOf = (name: string) => join(apps, name, 'src/run.ts');
const processes = readdirSync(apps).filter((name) => existsSync(mainOf(name)));
for (const name of processes) await import(mainOf(name));
flushCompileCache();
process.stdout.write(`loaded once: ${processes.join(', ')}\n`);
process.exit(0);
