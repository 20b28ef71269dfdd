import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { startFakeServer } from './fake-server/fake-server.ts';

// For work on the page without the stack: `node test/run-fake-server.ts`, then `vite`, or the built page on this port.
const directory = fileURLToPath(new URL('../dist', import.meta.url));
const server = await startFakeServer(directory, Number(process.env.PORT ?? 8080));
server.decideAfterMs = 400;
console.log(`fake web-server on ${server.url}${existsSync(directory) ? '' : ' (no built page: run vite build first)'}`);
