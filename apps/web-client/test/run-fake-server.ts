import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { ADA } from './fake-server/accounts.ts';
import { startFakeServer } from './fake-server/fake-server.ts';

// For work on the page without the stack: `node test/run-fake-server.ts`, then `vite`, or the built page on this port.
// Signed in is who opens /users/login/ada; operators' keys are "admin" and "viewer"; /mail/stop/ada stops mail.
const directory = fileURLToPath(new URL('../dist', import.meta.url));
const server = await startFakeServer(directory, Number(process.env.PORT ?? 8080));
server.decideAfterMs = 400;
server.accounts.links.set('ada', ADA);
server.accounts.mailStops.set('ada', { recipient: 'a•••@reader.example', is_stopped: false, can_allow: true });
server.accounts.keys.set('admin', { name: 'grace', role: 'admin' }).set('viewer', { name: 'carl', role: 'viewer' });
console.log(`fake web-server on ${server.url}${existsSync(directory) ? '' : ' (no built page: run vite build first)'}`);
