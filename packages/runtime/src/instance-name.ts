import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';

/** `<host>-<pid>-<random>`: unique for each start of a process, since a restarted container keeps host and pid. */
export function createInstanceName(): string {
  return `${hostname().slice(0, 60)}-${process.pid}-${randomBytes(3).toString('hex')}`;
}
