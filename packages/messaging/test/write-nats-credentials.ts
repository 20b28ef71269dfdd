import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { nkeys } from 'nats';

interface KeyPair {
  getPublicKey(): string;
  getSeed(): Uint8Array;
  sign(bytes: Uint8Array): Uint8Array;
}

const NO_LIMITS = {
  ...{ subs: -1, data: -1, payload: -1, imports: -1, exports: -1, wildcards: true, conn: -1, leaf: -1 },
  ...{ mem_storage: -1, disk_storage: -1, streams: -1, consumer: -1 },
};

export interface NatsCredentials {
  /** What a managed server's `.creds` file is: a user's JWT and seed. */
  readonly credsFile: string;
  /** What the server has to be told to believe it, as lines of its configuration. */
  readonly settings: readonly string[];
}

/** An operator, an account with JetStream and a user, as a managed NATS has them. */
export async function writeNatsCredentials(dir: string, name = 'user'): Promise<NatsCredentials> {
  const operator: KeyPair = nkeys.createOperator();
  const account: KeyPair = nkeys.createAccount();
  const system: KeyPair = nkeys.createAccount();
  const user: KeyPair = nkeys.createUser();

  const operatorJwt = sign(operator, operator, { type: 'operator', version: 2, system_account: system.getPublicKey() });
  const accountJwt = sign(operator, account, { type: 'account', version: 2, limits: NO_LIMITS });
  // A system account stores nothing.
  const { mem_storage: _memory, disk_storage: _disk, streams: _streams, consumer: _consumer, ...plain } = NO_LIMITS;
  const systemJwt = sign(operator, system, { type: 'account', version: 2, limits: plain });
  const userJwt = sign(account, user, { type: 'user', version: 2, subs: -1, data: -1, payload: -1 });

  const credsFile = join(dir, `${name}.creds`);
  const seed = new TextDecoder().decode(user.getSeed());
  await writeFile(credsFile, `${section('NATS USER JWT', userJwt)}\n${section('USER NKEY SEED', seed)}`, {
    mode: 0o600,
  });
  return {
    credsFile,
    settings: [
      `operator: ${operatorJwt}`,
      `system_account: ${system.getPublicKey()}`,
      'resolver: MEMORY',
      `resolver_preload: { ${account.getPublicKey()}: ${accountJwt}, ${system.getPublicKey()}: ${systemJwt} }`,
    ],
  };
}

function sign(issuer: KeyPair, subject: KeyPair, nats: Record<string, unknown>): string {
  const claims = {
    jti: subject.getPublicKey(),
    iat: Math.floor(Date.now() / 1_000),
    iss: issuer.getPublicKey(),
    sub: subject.getPublicKey(),
    name: String(nats.type),
    nats,
  };
  const text = [{ typ: 'JWT', alg: 'ed25519-nkey' }, claims]
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .join('.');
  return `${text}.${Buffer.from(issuer.sign(Buffer.from(text))).toString('base64url')}`;
}

function section(title: string, text: string): string {
  return `-----BEGIN ${title}-----\n${text}\n------END ${title}------\n`;
}
