import { randomBytes } from 'node:crypto';

/** A name that no other test of this run has: for a NATS namespace, a database, a key prefix. */
export function createNamespace(): string {
  return `t${randomBytes(6).toString('hex')}`;
}
